#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks ONNX's own checker about the files that Gradus writes.

Usage: onnx-checker.py ONNX_CASES GOLDEN
"""
import sys

import cases

try:
    import onnx
except ImportError:
    cases.skip("python3-onnx is not installed")


def shape_of(value):
    return [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim]


def complaint(path, case):
    model = onnx.load(path)
    try:
        onnx.checker.check_model(model, full_check=True)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
        return str(error).replace("\n", " ") + " in " + case["about"]
    values = [*model.graph.input, *model.graph.output]
    if [value.name for value in values] != ["input", "output"]:
        return f"inputs and outputs are {[value.name for value in values]}"
    for value, key in zip(values, ("input", "output")):
        if shape_of(value) != ["N", *case[key][1:]]:
            return f"{key} is {shape_of(value)}, not {case[key]}"
    return None


folder, path, listed = cases.write(sys.argv[1], sys.argv[2])
cases.report([(case["name"], complaint(path / f"{case['name']}.onnx", case)) for case in listed], 500)
