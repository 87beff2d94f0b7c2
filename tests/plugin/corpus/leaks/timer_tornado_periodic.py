# leak: timer | test_metronome | PeriodicCallback._run | timer_tornado_periodic.py::test_other did | its `stop()`
"""Tornado's periodic callback re-arms itself in library code only; the user's line is the one that started it."""

import asyncio

import pytest
from tornado.ioloop import PeriodicCallback

pytestmark = pytest.mark.asyncio(loop_scope="module")
BEATS = []


async def test_metronome():
    metronome = PeriodicCallback(lambda: BEATS.append(1), 2)
    metronome.start()  # <- born
    while len(BEATS) < 3:
        await asyncio.sleep(0.001)


async def test_other():
    before = len(BEATS)
    while len(BEATS) < before + 2:
        await asyncio.sleep(0.001)
