"""Labelled series of memory as a server has it: what leaks and what only looks so, made from a seed."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

MEGABYTE = 1024 * 1024
MINUTE = 60.0
#: Where the memory of each series begins, in bytes.
BASE = 200 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Series:
    """``(seconds, bytes)`` samples of one kind; ``slope`` is the true growth in bytes per second, 0 without a leak.

    ``began`` is when it began; ``level`` is what the values would be around without the growth, once warm.
    ``load`` is the number of connections at each of them, for the kinds that have a load.
    """

    kind: str
    samples: list[tuple[float, float]]
    slope: float
    began: float
    level: float
    load: list[float]

    @property
    def leaks(self) -> bool:
        return self.slope > 0

    def until(self, limit: float) -> float:
        """Seconds from the last sample until a leak is at the limit."""
        return self.began + (limit - self.level) / self.slope - self.samples[-1][0]


Shape = Callable[[random.Random, int], list[float]]


def flat(rng: random.Random, count: int) -> list[float]:
    return _noise(rng, count, rng.uniform(0.1, 2))


def noisy(rng: random.Random, count: int) -> list[float]:
    """Noise that remembers where it was, with a peak now and then."""
    values, value, stay = [], 0.0, rng.uniform(0.3, 0.9)
    for _ in range(count):
        value = stay * value + rng.gauss(0, 4 * math.sqrt(1 - stay * stay))
        values.append(value + (rng.uniform(10, 60) if rng.random() < 0.03 else 0))
    return values


def sawtooth(rng: random.Random, count: int) -> list[float]:
    """A collector that comes when so much is there, not quite regularly; anywhere in its round at the start."""
    height, value, values = rng.uniform(5, 40), 0.0, []
    step = height / rng.uniform(count / 30, count / 4)
    value, top = rng.uniform(0, height), height
    for _ in range(count):
        value += step * rng.uniform(0.5, 1.5)
        if value >= top:
            value, top = rng.uniform(0, 0.1) * height, height * rng.uniform(0.85, 1.15)
        values.append(value + rng.gauss(0, 0.3))
    return values


def seasonal(rng: random.Random, count: int) -> list[float]:
    """Two to six days with their traffic, from any hour on; a day is not a pure sine."""
    cycle, phase, height = count / rng.uniform(2, 6), rng.uniform(0, 2 * math.pi), rng.uniform(5, 40)
    turns = [2 * math.pi * at / cycle + phase for at in range(count)]
    noise = _noise(rng, count, rng.uniform(0.3, 3))
    return [height * (math.sin(turn) + 0.3 * math.sin(2 * turn)) + off for turn, off in zip(turns, noise, strict=True)]


def step(rng: random.Random, count: int) -> list[float]:
    """Something is loaded, once and for ever, at any time."""
    at, height = rng.uniform(0.05, 0.95) * count, rng.uniform(5, 60)
    return [off + (height if index >= at else 0) for index, off in enumerate(_noise(rng, count, rng.uniform(0.3, 2)))]


def warm_up(rng: random.Random, count: int) -> list[float]:
    """Caches that fill up, within the first third of the time or so."""
    pace, height = count * rng.uniform(0.03, 0.15), rng.uniform(20, 100)
    noise = _noise(rng, count, rng.uniform(0.3, 2))
    return [height * (1 - math.exp(-index / pace)) + off for index, off in enumerate(noise)]


def fall(rng: random.Random, count: int) -> list[float]:
    """Memory that is given back little by little."""
    pace = rng.uniform(10, 60) / count
    return [off - pace * index for index, off in enumerate(_noise(rng, count, rng.uniform(0.3, 2)))]


def traffic(rng: random.Random, count: int) -> list[float]:
    """A part of a day: connections that come in the morning, or go in the evening."""
    cycle, phase = count / rng.uniform(0.3, 1.2), rng.uniform(0, 2 * math.pi)
    return [max(0.0, 1000 + 800 * math.sin(2 * math.pi * at / cycle + phase) + rng.gauss(0, 15)) for at in range(count)]


def more_and_more(rng: random.Random, count: int) -> list[float]:
    """Connections that become more all the time, evenly, after a random walk."""
    value, values = 1000.0, []
    pace = rng.uniform(200, 1000) / count
    for _ in range(count):
        value += pace + rng.gauss(0, 10)
        values.append(value)
    return values


def wandering(rng: random.Random, count: int) -> list[float]:
    """A random walk: of all that is no leak, what looks most like one."""
    value, values = 0.0, []
    for _ in range(count):
        value += rng.gauss(0, 1)
        values.append(value)
    return values


#: Without a leak, and with one whose rise over the whole series is so many MB (from, to).
STILL: dict[str, Shape] = {
    "flat": flat,
    "noisy": noisy,
    "sawtooth": sawtooth,
    "seasonal": seasonal,
    "step": step,
    "warm-up": warm_up,
    "fall": fall,
}
LEAKING: dict[str, tuple[Shape, float, float]] = {
    "slow leak": (flat, 2, 10),
    "fast leak": (flat, 20, 400),
    "leak in noise": (noisy, 10, 60),
    "leak under sawtooth": (sawtooth, 20, 100),
    "leak under season": (seasonal, 20, 100),
    "leak after warm-up": (warm_up, 40, 200),
}

#: What memory depends on, and whether there is a leak besides: rise in MB from, to.
LOADED: dict[str, tuple[Shape, float, float]] = {
    "part of a day": (traffic, 0, 0),
    "more and more connections": (more_and_more, 0, 0),
    "leak in part of a day": (traffic, 20, 100),
}
#: A leak that a new version brought, in the last two thirds of the time, but not in the last quarter.
BEGUN: dict[str, tuple[Shape, float, float]] = {"leak that has begun": (flat, 40, 400)}
#: Where what was sampled cannot tell: only counted, never asserted.
HARD: dict[str, Shape] = {"random walk": wandering}
#: Memory of one connection, in bytes.
EACH = 16 * 1024


def make(kind: str, seed: int) -> Series:
    """One series of a kind: always the same for the same seed. Samples are a minute apart, give or take."""
    rng = random.Random(f"{kind} {seed}")
    count = rng.choice((60, 120, 360, 1440))
    shape, least, most = (LEAKING | LOADED | BEGUN).get(kind) or ((STILL | HARD)[kind], 0, 0)
    slope = rng.uniform(least, most) * MEGABYTE / (count * MINUTE)
    times = [index * MINUTE + rng.uniform(0, 2) for index in range(count)]
    values = shape(rng, count)
    load = values if kind in LOADED else []
    if load:
        values = [each * EACH / MEGABYTE + rng.gauss(0, 0.5) for each in load]
    began = rng.uniform(1 / 3, 3 / 4) * count * MINUTE if kind in BEGUN else 0.0
    samples = [
        (at, BASE + slope * max(0.0, at - began) + value * MEGABYTE) for at, value in zip(times, values, strict=True)
    ]
    level = median(values if load else values[count // 2 :])
    return Series(kind, samples, slope, began, BASE + level * MEGABYTE, load)


def _noise(rng: random.Random, count: int, size: float) -> list[float]:
    return [rng.gauss(0, size) for _ in range(count)]
