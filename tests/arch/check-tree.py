#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that only what was written is committed: no pictures of a failed test, no memory
image of a program that crashed.

Usage: check-tree.py SOURCE_ROOT
Prints TAP. A tree that was unpacked instead of cloned has no list of files and is skipped.
"""
import pathlib
import subprocess
import sys

TOP = set(""".ci .clang-format .clang-format-include .editorconfig .gitignore CHANGELOG.md HACKING.md
LICENSE README.md data docs meson.build meson_options.txt po resources scripts src tests ui""".split())
MOST_BYTES = 1 << 20
PROGRAM = b"\x7fELF"


def main(root):
    asked = subprocess.run(["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z"],
                           capture_output=True, check=False)
    names = [name for name in asked.stdout.decode().split("\0") if name]
    if asked.returncode != 0 or not names:
        print("1..1\nok 1 the tree # SKIP this is not a clone: git lists no files")
        return 0
    files = [path for path in (root / name for name in names) if path.is_file()]
    tests = [
        ("nothing else stands at the top", sorted({name.split("/")[0] for name in names} - TOP)),
        (f"no file is larger than {MOST_BYTES} bytes",
         [f"{path.relative_to(root)}" for path in files if path.stat().st_size > MOST_BYTES]),
        ("nothing compiled is committed",
         [f"{path.relative_to(root)}" for path in files if path.open("rb").read(4) == PROGRAM]),
    ]
    print(f"1..{len(tests)}")
    for i, (name, faults) in enumerate(tests, 1):
        print(f"{'not ok' if faults else 'ok'} {i} {name}")
        for fault in faults:
            print(f"# {fault}")
    return 1 if any(faults for _, faults in tests) else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
