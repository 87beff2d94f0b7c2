"""Who holds it: the search for paths beside a heap, and objgraph's search for the same objects in turns with it.

Run by ``plugin_cost.py`` in a process of its own: ``python holders.py OBJECTS ROUNDS`` prints the rows as JSON. Twenty
objects leak, in four ways that a search may find hard. ``near``: in a dictionary of a manager. ``deep``: eight steps
below it, each in a place of its own. ``wide``: among a hundred thousand other entries. ``far``: held by a list that
only the heap's last node refers to. The heap hangs on a module's global, as that of a program does.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import heap
import objgraph
from measuring import Row, beside, plain

from pytest_wshygiene.evidence.holders import HolderSearch

LEAKED = 20
BUDGET_MS, BUDGET_MB = 1000.0, 200.0
#: Objects that objgraph is asked for: it takes seconds for each, so its time is for these, times what is left.
SAMPLE = 2


class Connection:
    """What leaks."""


class Manager:
    """What holds it."""

    def __init__(self) -> None:
        self.held: dict[str, object] = {}


HEAP: list[heap.Node] = []
MANAGER = Manager()


def near(leaked: list[Connection]) -> None:
    MANAGER.held.update({f"c{number}": each for number, each in enumerate(leaked)})


def deep(leaked: list[Connection]) -> None:
    for number, each in enumerate(leaked):
        held: object = each
        for _ in range(8):
            manager = Manager()
            manager.held["inner"] = held
            held = manager
        MANAGER.held[f"c{number}"] = held


def wide(leaked: list[Connection]) -> None:
    MANAGER.held.update({f"o{number}": [number, []] for number in range(100_000)})
    near(leaked)
    MANAGER.held.update({f"p{number}": [number, []] for number in range(100_000, 101_000)})


def far(leaked: list[Connection]) -> None:
    HEAP[len(HEAP) // 2].others.append(list(leaked))


def measure(objects: int, rounds: int) -> list[Row]:
    """All four, ours and objgraph's."""
    section = f"Paths and suspects of {LEAKED} leaks, beside {objects:,} objects"
    HEAP.extend(heap.build(objects))
    rows = []
    for leak in (near, deep, wide, far):
        rows += _measured(section, leak, rounds)
    return rows


def _measured(section: str, leak: Callable[[list[Connection]], None], rounds: int) -> list[Row]:
    leaked = [Connection() for _ in range(LEAKED)]
    leak(leaked)
    _forget_peak()
    before = _peak()
    ours = [_ours(leaked) for _ in range(rounds)]
    grown = _peak() - before
    theirs = [_theirs(leaked[:SAMPLE]) * LEAKED / SAMPLE for _ in range(min(rounds, 2))]
    name = leak.__name__
    MANAGER.held.clear()
    HEAP[len(HEAP) // 2].others[1:] = []
    return [
        plain(section, f"{name}: path and suspects", "ms", ours, BUDGET_MS),
        plain(section, f"{name}: memory at its peak, more than before", "MB", [grown], BUDGET_MB),
        beside(section, f"{name}: objgraph.find_backref_chain, {SAMPLE} of them times {LEAKED // SAMPLE}",
               "ms", theirs, ours, "ours"),
    ]  # fmt: skip


def _ours(leaked: list[Connection]) -> float:
    start = time.perf_counter()
    search = HolderSearch(list(leaked), "/")
    paths = search.run()
    told = [search.told(path) for path in paths.values()]
    spent = 1000 * (time.perf_counter() - start)
    if len(told) != len(leaked) or not all("MANAGER" in path or "HEAP" in path for path in told):
        raise SystemExit(f"{len(told)} of {len(leaked)} paths, budget spent: {search.spent}: {told[:3]}")
    return spent


def _theirs(leaked: list[Connection]) -> float:
    start = time.perf_counter()
    for each in leaked:
        chain = objgraph.find_backref_chain(each, objgraph.is_proper_module)
        del chain
    return 1000 * (time.perf_counter() - start)


def _forget_peak() -> None:
    """The peak begins again at what the process has now."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """Megabytes of the process at its largest since."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps([asdict(row) for row in measure(int(sys.argv[1]), int(sys.argv[2]))]))
