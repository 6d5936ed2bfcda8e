#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a script for Keras without Keras and prints the learning rates that it would use.

Usage: rates-of-script.py SCRIPT STEP...
Everything of Keras is a stand-in that takes anything, but for what a schedule needs. Prints
a line for each step: the rate of the optimizer's schedule and that of the scheduler, or
"none".
"""
import math
import sys
import types


class Anything:
    """Takes part in whatever a script does with it."""

    def __init__(self, *_, **__):
        pass

    def __getattr__(self, name):
        return self

    def __call__(self, *_, **__):
        return self

    __getitem__ = __ge__ = __eq__ = __mod__ = __truediv__ = __call__


keras = types.ModuleType("keras")
seen = {}


class LearningRateSchedule:
    """What Keras's own schedules are made of."""

    def __call__(self, step):
        raise NotImplementedError

    def get_config(self):
        raise NotImplementedError


class LearningRateScheduler:
    def __init__(self, schedule, verbose=0):
        seen["scheduler"] = schedule


class Sequential(Anything):
    def compile(self, optimizer, loss, **_):
        rate = optimizer["learning_rate"]
        if isinstance(rate, LearningRateSchedule):
            # Keras makes such an object again from what it says of itself.
            seen["optimizer"] = type(rate)(**rate.get_config())

    def fit(self, *_, **__):
        seen["fit"] = True


keras.Sequential = Sequential
keras.ops = types.SimpleNamespace(
    cast=lambda x, dtype: float(x), cos=math.cos, minimum=min, where=lambda condition, x, y: x if condition else y)
keras.optimizers = types.SimpleNamespace(
    SGD=lambda **settings: settings,
    Adam=lambda **settings: settings,
    schedules=types.SimpleNamespace(LearningRateSchedule=LearningRateSchedule))
keras.callbacks = types.SimpleNamespace(LearningRateScheduler=LearningRateScheduler)
keras.datasets = types.SimpleNamespace(
    mnist=types.SimpleNamespace(load_data=lambda: ((Anything(), Anything()), (Anything(), Anything()))))
for name in ("Input", "layers", "utils", "losses", "metrics"):
    setattr(keras, name, Anything())
sys.modules["keras"] = keras

with open(sys.argv[1], encoding="utf-8") as script:
    exec(compile(script.read(), sys.argv[1], "exec"), {"__name__": "__main__"})
assert seen.get("fit"), "the script does not come to model.fit()"
for step in map(int, sys.argv[2:]):
    rates = (
        repr(seen["optimizer"](step)) if "optimizer" in seen else "none",
        repr(seen["scheduler"](step, 0.5)) if "scheduler" in seen else "none",
    )
    print(*rates)
