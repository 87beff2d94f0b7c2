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
from functools import partial, partialmethod
from types import ModuleType
from typing import Any, NamedTuple

from measuring import Row, beside, plain

from pytest_wshygiene.census.discovery import Plan

#: Microseconds for a thousand containers.
BUDGET = 20
_TURNS = 200
_TYPES: tuple[Callable[[Any], Any], ...] = (dict, list, set, deque, dict)
_ENTRIES = ((1, "ann"), (2, "bob"), (3, "cec"))


class Shape(NamedTuple):
    """A program: modules, and what is in each of them; every other container has entries where it ``is_used``."""

    what: str
    modules: int
    in_globals: int
    classes: int = 0
    in_class: int = 0
    objects: int = 0
    in_object: int = 0
    is_used: bool = False


SHAPES = (
    Shape("all of them module globals", 20, 50),
    Shape("480 globals, 120 in classes, 400 in 80 objects", 40, 12, 1, 3, 2, 5),
    Shape("all of them in 200 objects", 50, 0, objects=4, in_object=5),
    Shape("module globals, half of them with entries", 20, 50, is_used=True),
    Shape("globals, classes and objects, half of them with entries", 40, 12, 1, 3, 2, 5, is_used=True),
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
        space.update(_containers("ROOMS", shape.in_globals, shape))
        for each in range(shape.classes):
            body = {"__module__": module.__name__, **_containers("seen", shape.in_class, shape)}
            space[f"Class{each}"] = type(f"Class{each}", (), body)
        for each in range(shape.objects):
            body = {"__module__": module.__name__, "__init__": partialmethod(_fill, shape)}
            space[f"MANAGER_{each}"] = type(f"Manager{each}", (), body)()


def _fill(manager: Any, shape: Shape) -> None:
    for name, container in _containers("rooms", shape.in_object, shape).items():
        setattr(manager, name, container)
    manager.limit, manager.name = 3, "manager"


def _containers(name: str, count: int, shape: Shape) -> dict[str, Any]:
    made = {}
    for number in range(count):
        entries = _ENTRIES if shape.is_used and number % 2 else ()
        made[f"{name}_{number}"] = _TYPES[number % len(_TYPES)](entries)
    return made


if __name__ == "__main__":
    print(json.dumps([asdict(row) for row in measure(int(sys.argv[1]))]))
