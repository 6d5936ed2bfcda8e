#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the networks that Gradus writes in OpenCV's DNN module, where that has their operators.

Usage: opencv-dnn.py ONNX_CASES GOLDEN
"""
import sys

import cases

try:
    import cv2
    import numpy
    import onnx
except ImportError as error:
    cases.skip(f"{error.name} is not installed for Python")

# What OpenCV 4.6 has for rows and pictures. Over sequences (three axes) it goes astray, and so
# it does where a constant of several numbers is added or multiplied.
OPERATORS = {
    "AveragePool", "BatchNormalization", "Celu", "Conv", "Elu", "Erf", "Exp", "Flatten",
    "Gemm", "HardSigmoid", "Identity", "LeakyRelu", "LogSoftmax", "MatMul", "MaxPool", "Neg", "Pad",
    "ReduceMax", "ReduceMean", "Relu", "Reshape", "Selu", "Sigmoid", "Slice", "Softmax",
    "Softplus", "Softsign", "Tanh", "Transpose",
}


def is_known(node, sizes):
    if node.op_type == "Resize":  # of pictures only
        return sizes[node.input[2]] == [4]
    if node.op_type == "ConvTranspose":
        told = {attribute.name: list(attribute.ints) for attribute in node.attribute}
        pads, n_axes = told["pads"], len(told["strides"])
        return pads[:n_axes] == pads[n_axes:] and max(told["dilations"]) == 1
    return node.op_type in OPERATORS


def is_possible(model, case):
    sizes = {constant.name: list(constant.dims) for constant in model.graph.initializer}
    return (
        len(case["input"]) in (2, 4)
        and all(is_known(node, sizes) for node in model.graph.node)
        and not case["name"].endswith("_extreme")  # large numbers overflow there
    )


def complaint(path, case):
    stem = str(path / case["name"])
    want = numpy.fromfile(stem + ".out", numpy.float32).reshape(case["output"])
    samples = numpy.fromfile(stem + ".in", numpy.float32).reshape(case["input"])
    try:
        net = cv2.dnn.readNetFromONNX(stem + ".onnx")
        net.setInput(samples)
        got = net.forward()
    except cv2.error as error:
        return str(error).replace("\n", " ") + " in " + case["about"]
    if got.size != want.size:
        return f"puts out {got.shape}, not {want.shape} in {case['about']}"
    difference = numpy.max(numpy.abs(got.reshape(want.shape) - want) / numpy.maximum(1, numpy.abs(want)))
    return None if difference <= case["tolerance"] else f"differs by {difference} in {case['about']}"


cv2.setNumThreads(1)
folder, path, listed = cases.write(sys.argv[1], sys.argv[2])
possible = [case for case in listed if is_possible(onnx.load(path / f"{case['name']}.onnx"), case)]
print(f"# {len(listed) - len(possible)} networks have operators that OpenCV lacks")
cases.report([(case["name"], complaint(path, case)) for case in possible], 200)
