#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks which folder of src/ includes what, and what gradus-cli is linked with.

Usage: check-arrows.py SRC GRADUS_CLI
Prints TAP: one test for each folder, and two for the program.
"""
import pathlib
import re
import shutil
import subprocess
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)

# Which folders of src/ a folder may include, besides itself.
MAY_INCLUDE = {
    "engine": [],
    "io": ["engine"],
    "plot": ["engine", "io"],
    "session": ["engine"],
    "document": ["engine", "io"],
    "cli": ["engine", "io", "plot"],
    "app": ["engine", "io", "plot", "session", "document"],
}

# Which folders may include a library; what is not named here is free to all.
LIBRARIES = [
    (r"(gtk|gdk|gsk)/|adwaita\.h|gtksourceview/|graphene", ["app"]),
    (r"cairo|pango/", ["plot", "cli", "app"]),
    (r"gio/|gio-unix|glib-unix", ["io", "plot", "session", "document", "cli", "app"]),
    (r"json-glib/|hdf5|archive|zlib\.h|protobuf-c/", ["io"]),
    (r"cblas|openblas", ["engine"]),
]

# Libraries that need a display, by the start of their file name.
DISPLAY = ("libgtk", "libgdk-", "libadwaita", "libgtksourceview")


def offences(folder, path, text):
    """Yields what is wrong with the includes of one file."""
    places = [(mark, name) for mark, name in INCLUDE.findall(text)]
    for mark, name in places:
        top = name.split("/")[0]
        if mark == '"':
            if name == "config.h":
                continue
            if "/" not in name or top not in MAY_INCLUDE:
                yield f'{path}: "{name}" is not written from src/'
            elif top != folder and top not in MAY_INCLUDE[folder]:
                yield f"{path}: {folder} may not include {name}"
        for pattern, folders in LIBRARIES if mark == "<" else []:
            if re.match(pattern, name) and folder not in folders:
                yield f"{path}: {folder} may not include <{name}>"
    names = [name for _, name in places if name != "config.h"]
    if path.suffix == ".c" and path.with_suffix(".h").exists() and names:
        own = [f"{folder}/{path.stem}{end}.h" for end in ("", "-private", "-internal")]
        if not names[0].endswith(tuple(name.removeprefix(folder) for name in own)):
            yield f"{path}: its own header does not come first"


def check_folder(source, folder):
    found = []
    n_files = 0
    for path in sorted((source / folder).rglob("*.[ch]")):
        n_files += 1
        found += offences(folder, path, path.read_text(encoding="utf-8"))
    if n_files == 0:
        found.append(f"{folder} holds no C files")
    return found


def linked(command, pattern):
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.findall(pattern, output)


def check_program(command, pattern):
    libraries = linked(command, pattern)
    if not libraries:
        return [f"{command[0]} named no library at all"]
    return [f"links {name}" for name in libraries if name.startswith(DISPLAY)]


def main(source, program):
    tests = [(f"includes of src/{folder}", check_folder(source, folder)) for folder in MAY_INCLUDE]
    unknown = [path.name for path in source.iterdir() if path.is_dir() and path.name not in MAY_INCLUDE]
    tests.append(("every folder of src/ has its arrows", [f"src/{name}" for name in unknown]))
    for name, command, pattern in (
        ("gradus-cli names no display library", ["readelf", "-d", program], r"NEEDED.*\[(.*)\]"),
        ("gradus-cli loads no display library", ["ldd", program], r"^\s*(\S+\.so\S*)"),
    ):
        pattern = re.compile(pattern, re.MULTILINE)
        tests.append((name, check_program(command, pattern) if shutil.which(command[0]) else None))
    print(f"1..{len(tests)}")
    for number, (name, found) in enumerate(tests, 1):
        if found is None:
            print(f"ok {number} - {name} # SKIP tool is missing")
            continue
        for line in found:
            print(f"# {line}")
        print(f"{'not ok' if found else 'ok'} {number} - {name}")
    return 1 if any(found for _, found in tests) else 0


sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]))
