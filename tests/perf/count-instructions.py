#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the instructions of one training step and compares them with a table.

Usage: count-instructions.py GRADUS_CLI COMPILER TABLE [--update]
Prints TAP: one test for each row of the table. A count that has grown by more than a tenth
fails; one that has shrunk asks for a new table. The counts are those of the AVX2 loops and of
OpenBLAS's Haswell kernels, which valgrind can run on any x86-64 processor, so that they
are the same everywhere that has the compiler which the table names.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

MOST_GROWTH = 1.10


def read_table(path):
    """Returns the compiler and [(workload, batch, count)], and keeps the comments."""
    rows, comments, compiler = [], [], None
    with open(path, encoding="utf-8") as table:
        for line in table:
            if line.startswith("#"):
                comments.append(line)
                match = re.match(r"# Compiler: (.*)", line)
                compiler = match[1] if match else compiler
            elif line.strip():
                workload, batch, count = line.split()
                rows.append((workload, int(batch), int(count)))
    return compiler, rows, comments


def count(cli, workload, batch):
    """Instructions that one call of gradus_trainer_step() takes."""
    with tempfile.TemporaryDirectory() as folder:
        result = subprocess.run(
            ["valgrind", "--tool=callgrind", "--collect-atstart=no",
             "--toggle-collect=gradus_trainer_step",
             f"--callgrind-out-file={folder}/counts", cli, "bench", "--workload", workload,
             "--batch", str(batch), "--data", "digits", "--train-n", "256", "--test-n", "1",
             "--steps", "1"],
            env={**os.environ, "GRADUS_SIMD": "AVX2", "OPENBLAS_CORETYPE": "Haswell",
                 "OPENBLAS_NUM_THREADS": "1", "G_DEBUG": ""},
            capture_output=True, text=True, check=False)
    match = re.search(r"Collected : (\d+)", result.stderr)
    if result.returncode != 0 or match is None:
        raise RuntimeError(result.stderr.strip()[-2000:])
    return int(match[1])


def skip_reason(compiler, wanted):
    if shutil.which("valgrind") is None:
        return "valgrind is not installed"
    if compiler != wanted:
        return f"the table is for {wanted}, this is {compiler}"
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        if not re.search(r"^flags.*\bavx2\b", info.read(), re.MULTILINE):
            return "this processor has no AVX2"
    return None


def check(number, cli, row):
    workload, batch, recorded = row
    counted = count(cli, workload, batch)
    good = counted <= MOST_GROWTH * recorded
    print(f"# {workload}: {counted} instructions, {recorded} in the table "
          f"({counted / recorded:.3f})")
    print(f"{'ok' if good else 'not ok'} {number} {workload} takes no more instructions")
    return good


def main(cli, compiler, table, update):
    wanted, rows, comments = read_table(table)
    if update:
        rows = [(workload, batch, count(cli, workload, batch)) for workload, batch, _ in rows]
        with open(table, "w", encoding="utf-8") as out:
            out.writelines(re.sub(r"^# Compiler: .*", f"# Compiler: {compiler}", line)
                           for line in comments)
            out.writelines(f"{workload} {batch} {number}\n" for workload, batch, number in rows)
        return 0
    reason = skip_reason(compiler, wanted)
    print(f"1..{len(rows)}")
    if reason is not None:
        for number, row in enumerate(rows, 1):
            print(f"ok {number} {row[0]} takes no more instructions # SKIP {reason}")
        return 0
    return 0 if all([check(number, cli, row) for number, row in enumerate(rows, 1)]) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4], update=sys.argv[4:] == ["--update"]))
