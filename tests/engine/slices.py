#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints what NumPy makes of random slices.

Usage: slices.py SEED N
A line is: dims | expression | shape | strides in numbers | checksum, or dims | expression | error.
The array holds 0, 1, 2 … in C order; the checksum is Σ (k + 1) · number k of the result, modulo 2³¹ − 1.
Ends with status 77 where there is no NumPy.
"""
import random
import sys

try:
    import numpy as np
except ImportError:
    sys.exit(77)

np.array(0)


def number(rng, n):
    return rng.choice([rng.randint(-n - 2, n + 2), rng.randint(-n, max(n - 1, 0)), 0, -1])


def blank(rng):
    return rng.choice(["", "", "", " "])


def index(rng, n):
    if rng.random() < 0.35:
        return str(number(rng, n))
    parts = [str(number(rng, n)) if rng.random() < 0.6 else "" for _ in range(2)]
    if rng.random() < 0.45:
        parts.append(str(rng.choice([-3, -2, -1, 1, 2, 3, 7, -100, 0])) if rng.random() < 0.9 else "")
    return (blank(rng) + ":" + blank(rng)).join(parts)


def brackets(rng, dims):
    n = rng.randint(1, len(dims) + (rng.random() < 0.1)) if dims else 1
    items = [index(rng, dims[min(i, len(dims) - 1)] if dims else 3) for i in range(n)]
    if rng.random() < 0.3:
        items.insert(rng.randint(0, len(items)), "...")
    if rng.random() < 0.03:
        items.append("...")
    if rng.random() < 0.25:
        items.insert(rng.randint(0, len(items)), rng.choice(["None", "newaxis"]))
    comma = "," if rng.random() < 0.1 else ""
    return "[" + ("," + blank(rng)).join(items) + comma + "]"


def main(seed, count):
    rng = random.Random(seed)
    while count > 0:
        dims = [rng.randint(1, 6) for _ in range(rng.randint(1, 5))]
        array = np.arange(np.prod(dims), dtype=np.int64).reshape(dims)
        text, result = "", array
        try:
            for _ in range(1 + (rng.random() < 0.2)):
                more = brackets(rng, list(result.shape))
                text += more
                result = eval("result" + more, {"result": result, "newaxis": np.newaxis})
                if result.ndim > 8 or result.size == 0 and text != more:
                    break
        except (IndexError, ValueError):
            result = None
        count -= 1
        head = " ".join(map(str, dims)) + "|" + text + "|"
        if result is None:
            print(head + "error")
            continue
        result = np.asarray(result)
        flat = result.reshape(-1)
        total = int(sum((k + 1) * int(v) for k, v in enumerate(flat)) % (2**31 - 1))
        strides = [s // 8 if n > 1 else 0 for s, n in zip(result.strides, result.shape)]
        print(head + " ".join(map(str, result.shape)) + "|" + " ".join(map(str, strides)) + f"|{total}")


main(int(sys.argv[1]), int(sys.argv[2]))
