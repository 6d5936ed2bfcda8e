# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads with h5py what Gradus wrote, and compares it with what the test expects.

Usage: read-h5.py FOLDER, which holds t.keras, t.h5, t.weights.h5 and expected.json."""
import io
import json
import os
import sys
import zipfile

import h5py
import numpy

folder = sys.argv[1]
with open(os.path.join(folder, "expected.json"), encoding="utf-8") as file:
    expected = json.load(file)


def texts(value):
    return [t.decode() if isinstance(t, bytes) else t for t in value]


def check_array(dataset, weight):
    wanted = numpy.array(weight["data"], dtype=numpy.float32).reshape(weight["shape"])
    kind = numpy.int32 if weight["whole"] else numpy.float32
    assert dataset.dtype == kind, dataset.dtype
    assert dataset.shape == wanted.shape, (dataset.shape, wanted.shape)
    assert numpy.array_equal(dataset[()], wanted), weight["path"]


def check_member(h5):
    """What Keras 3 has in .weights.h5 and in .keras."""
    for weight in expected["weights"]:
        check_array(h5[weight["group"]][str(weight["index"])], weight)
    assert h5["vars"].attrs["name"] == expected["name"]
    variables = h5["optimizer/vars"]
    assert len(variables) == expected["n_variables"], len(variables)
    assert variables["0"].dtype == numpy.int32
    assert variables["0"][()] == expected["iteration"]


def check_whole(h5):
    """Keras's older format, by its lists of names."""
    assert json.loads(h5.attrs["model_config"])["class_name"] == "Sequential"
    assert "optimizer_config" in json.loads(h5.attrs["training_config"])
    # What Gradus keeps for itself, where Keras does not look.
    assert json.loads(h5.attrs["gradus"])["format"] == "gradus"
    assert set(h5) == {"model_weights", "optimizer_weights"}, list(h5)
    group = h5["model_weights"]
    assert texts(group.attrs["layer_names"]) == expected["layers"]
    by_path = {weight["path"]: weight for weight in expected["weights"]}
    n_found = 0
    for layer in expected["layers"]:
        for name in texts(group[layer].attrs["weight_names"]):
            check_array(group[layer][name], by_path[name])
            n_found += 1
    assert n_found == len(by_path), n_found
    assert len(group["top_level_model_weights"].attrs["weight_names"]) == 0
    names = texts(h5["optimizer_weights"].attrs["weight_names"])
    assert len(names) == expected["n_variables"], names
    assert h5["optimizer_weights"][names[0]][()] == expected["iteration"]
    for name in names:
        assert isinstance(h5["optimizer_weights"][name], h5py.Dataset), name


with h5py.File(os.path.join(folder, "t.h5"), "r") as h5:
    check_whole(h5)
with h5py.File(os.path.join(folder, "t.weights.h5"), "r") as h5:
    check_member(h5)
with zipfile.ZipFile(os.path.join(folder, "t.keras")) as archive:
    assert archive.testzip() is None
    assert json.loads(archive.read("metadata.json"))["keras_version"]
    assert json.loads(archive.read("config.json"))["class_name"] == "Sequential"
    with h5py.File(io.BytesIO(archive.read("model.weights.h5")), "r") as h5:
        check_member(h5)
print(f"{len(expected['weights'])} arrays")
