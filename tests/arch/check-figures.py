#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that gradus-cli draws every figure that the window can export.

Usage: check-figures.py SRC
Prints TAP. A kind of figure is a GradusFigureKind of src/plot, a form of it a constructor
gradus_figure_NAME_new…(): what src/app makes, src/cli must make, too, and the other way
round.
"""
import pathlib
import re
import sys

KIND = re.compile(r"^extern const GradusFigureKind gradus_(figure_\w+);", re.MULTILINE)
MADE = re.compile(r"\bgradus_(figure_\w+?_new\w*) \(")
CALLED = re.compile(r"\bgradus_(figure_\w+)\b")


def read(folder, ending):
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob(f"*.{ending}")))


def main(source):
    plot, app, cli = (source / name for name in ("plot", "app", "cli"))
    kinds = set(KIND.findall(read(plot, "h")))
    in_app = set(MADE.findall(read(app, "c")))
    in_cli = set(MADE.findall(read(cli, "c")))
    rows = set(CALLED.findall(read(cli, "c")))

    def shown(kind):
        return any(name.startswith(f"{kind}_new") for name in in_app)

    tests = [
        ("there are figures", [] if len(kinds) > 5 and in_app and in_cli else ["found none; is this check broken?"]),
        ("a view exports each kind", [f"no view makes a {kind}" for kind in sorted(kinds) if not shown(kind)]),
        ("gradus-cli render has a row for each kind",
         [f"src/cli/render-figures.c lacks gradus_{kind}" for kind in sorted(kinds - rows)]),
        ("gradus-cli render draws what the window exports",
         [f"only src/app calls gradus_{name}()" for name in sorted(in_app - in_cli)]),
        ("the window exports what gradus-cli render draws",
         [f"only src/cli calls gradus_{name}()" for name in sorted(in_cli - in_app)]),
    ]
    print(f"1..{len(tests)}")
    for number, (name, found) in enumerate(tests, 1):
        for line in found:
            print(f"# {line}")
        print(f"{'not ok' if found else 'ok'} {number} - {name}")
    return 1 if any(found for _, found in tests) else 0


sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
