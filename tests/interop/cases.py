# SPDX-License-Identifier: GPL-3.0-or-later
"""The networks that onnx-cases writes, for the tests that look at them with other programs."""
import json
import pathlib
import subprocess
import sys
import tempfile


def skip(reason):
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def write(program, golden):
    """Returns a folder that goes away with the program, and the list of what is in it."""
    folder = tempfile.TemporaryDirectory(prefix="gradus-onnx-")
    subprocess.run([program, golden, folder.name], check=True, stdout=subprocess.DEVNULL)
    path = pathlib.Path(folder.name)
    return folder, path, json.loads((path / "cases.json").read_text(encoding="utf-8"))


def report(results, least):
    """Prints TAP for (name, complaint or None); fewer than @least would be no test."""
    failed = 0
    for number, (name, complaint) in enumerate(results, 1):
        print(f"{'not ok' if complaint else 'ok'} {number} - {name}")
        if complaint:
            failed += 1
            print(f"# {complaint}")
    number = len(results) + 1
    print(f"{'ok' if len(results) >= least else 'not ok'} {number} - {len(results)} networks")
    print(f"1..{number}")
    sys.exit(1 if failed or len(results) < least else 0)
