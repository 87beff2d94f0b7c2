"""What it costs to measure a thousand discovered containers again, as happens once for each test.

Run by ``plugin_cost.py`` in a process of its own: ``python discovery.py ROUNDS`` prints the rows as JSON. Beside it, in
turns: ``len`` of the same containers, kept in a list. That would be the least that can be done, and would keep alive
whatever a test replaces. Processor time, because a thousand look-ups in a row are soon interrupted.
"""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from types import ModuleType
from typing import Any, NamedTuple

from measuring import Row, beside, plain

from pytest_wshygiene.census.discovery import Plan

#: Microseconds for a thousand containers.
BUDGET = 20
_TURNS = 200
_TYPES: tuple[Callable[[], Any], ...] = (dict, list, set, deque, dict)


class Shape(NamedTuple):
    """A program: modules, and what is in each of them."""

    what: str
    modules: int
    in_globals: int
    classes: int = 0
    in_class: int = 0
    objects: int = 0
    in_object: int = 0


SHAPES = (
    Shape("all of them module globals", 20, 50),
    Shape("480 globals, 120 in classes, 400 in 80 objects", 40, 12, 1, 3, 2, 5),
    Shape("all of them in 200 objects", 50, 0, objects=4, in_object=5),
)


def measure(rounds: int) -> list[Row]:
    """Each shape of program in turn."""
    rows = []
    for number, shape in enumerate(SHAPES):
        package = f"measured_program_{number}"
        _build(package, shape)
        started = time.perf_counter()
        plan = Plan((package,))
        found = 1000 * (time.perf_counter() - started)
        assert len(plan.paths) == 1000
        kept = [place.find() for place in plan.places.values()]
        ours, least = [], []
        sizes = plan.measure()
        for _ in range(rounds):
            least.append(_timed(partial(_lengths, kept), sizes))
            ours.append(_timed(plan.measure, sizes))
        section = f"1,000 containers: {shape.what}"
        rows.append(plain(section, "found, once and after imports", "ms", [found]))
        rows.append(plain(section, "measured again", "us", ours, budget=BUDGET))
        rows.append(beside(section, "len() of the same, kept alive", "us", least, ours, "ours"))
    return rows


def _lengths(containers: list[Any]) -> list[int]:
    return list(map(len, containers))


def _timed(look: Callable[[], list[int]], sizes: list[int]) -> float:
    start = time.process_time()
    for _ in range(_TURNS):
        assert look() == sizes
    return 1e6 * (time.process_time() - start) / _TURNS


def _build(package: str, shape: Shape) -> None:
    """Modules with twenty functions and twenty numbers each, besides what is measured."""
    sys.modules[package] = ModuleType(package)
    for number in range(shape.modules):
        module = sys.modules[f"{package}.m{number}"] = ModuleType(f"{package}.m{number}")
        space = vars(module)
        for each in range(20):
            space |= {f"function_{each}": lambda: None, f"NUMBER_{each}": each}
        space.update(_containers("ROOMS", shape.in_globals))
        for each in range(shape.classes):
            body = {"__module__": module.__name__, **_containers("seen", shape.in_class)}
            space[f"Class{each}"] = type(f"Class{each}", (), body)
        for each in range(shape.objects):
            manager = type(f"Manager{each}", (), {"__module__": module.__name__})()
            vars(manager).update(_containers("rooms", shape.in_object), limit=3, name="manager")
            space[f"MANAGER_{each}"] = manager


def _containers(name: str, count: int) -> dict[str, Any]:
    return {f"{name}_{number}": _TYPES[number % len(_TYPES)]() for number in range(count)}


if __name__ == "__main__":
    print(json.dumps([asdict(row) for row in measure(int(sys.argv[1]))]))
