"""What a leak costs once there is one: judging a test with leaked tasks beside a heap, evidence included.

Run by ``plugin_cost.py`` in a process of its own: ``python judging.py OBJECTS ROUNDS`` prints the rows as JSON.
objgraph's search for the same tasks is measured in turns with ours, a few times only, because it takes so long.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from dataclasses import asdict

import heap
import objgraph
from measuring import Row, beside, plain

from pytest_wshygiene.judging.inspector import Inspector
from pytest_wshygiene.model import KINDS, Owner
from pytest_wshygiene.settings.reading import Terms

LEAKED = (1, 20)
#: Searches of objgraph's: rounds for one leaked task and for twenty.
OTHERS_ROUNDS = {1: 3, 20: 1}


class Feed:
    """What leaks in the program that is being judged: its pump is never cancelled."""

    def __init__(self) -> None:
        self.pump: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start the pump and let it come to its wait."""
        self.pump = asyncio.get_running_loop().create_task(_wait())
        await asyncio.sleep(0)


FEEDS: dict[str, Feed] = {}


async def _wait() -> None:
    await asyncio.Event().wait()


def measure(objects: int, rounds: int) -> list[Row]:
    """One and twenty leaked tasks, ours and objgraph in turns."""
    section = f"Judging a test that leaks, beside {objects:,} objects (settling time left out)"
    nodes = heap.build(objects)
    rows = [plain(section, "gc.collect(), for comparison", "ms", [_collect() for _ in range(rounds)])]
    for leaked in LEAKED:
        ours: list[float] = []
        theirs: list[float] = []
        for turn in range(rounds):
            inspector, spent = _judge(leaked)
            ours.append(spent)
            if turn < OTHERS_ROUNDS[leaked]:
                theirs.append(_search(leaked))
            _end(inspector)
        tasks = f"{leaked} leaked task{'s' * (leaked > 1)}"
        rows.append(plain(section, f"{tasks}: judged and told", "ms", ours))
        rows.append(beside(section, f"{tasks}: objgraph.find_backref_chain", "ms", theirs, ours, "ours"))
    assert nodes
    return rows


_LOOPS: list[asyncio.AbstractEventLoop] = []


def _judge(leaked: int) -> tuple[Inspector, float]:
    """Leak, then close the account; milliseconds for the latter."""
    inspector = Inspector(frozenset(KINDS) - {"event loop"}, "/", _crashed)
    account = inspector.open(Owner("test", "benchmark"), Terms(mode="fail", settle=0.0))
    with inspector.running(account):
        loop = asyncio.new_event_loop()
        _LOOPS.append(loop)
        for number in range(leaked):
            feed = FEEDS[f"feed {number}"] = Feed()
            loop.run_until_complete(feed.open())
    start = time.perf_counter()
    leaks = inspector.close(account)
    spent = 1000 * (time.perf_counter() - start)
    told = [leak for leak in leaks if leak.kind == "task"]
    if sum(leak.count for leak in told) != leaked or "FEEDS" not in told[0].holders[0]:
        raise SystemExit(f"expected {leaked} tasks held by FEEDS, got {leaks}")
    return inspector, spent


def _search(leaked: int) -> float:
    """Milliseconds that objgraph takes for the reference paths of the same tasks."""
    start = time.perf_counter()
    for number in range(leaked):
        chain = objgraph.find_backref_chain(FEEDS[f"feed {number}"].pump, objgraph.is_proper_module)
        assert len(chain) > 1
        del chain
    return 1000 * (time.perf_counter() - start)


def _end(inspector: Inspector) -> None:
    """Clean up after one round."""
    inspector.shutdown()
    loop = _LOOPS.pop()
    pumps = [feed.pump for feed in FEEDS.values() if feed.pump is not None]
    for pump in pumps:
        pump.cancel()
    loop.run_until_complete(asyncio.wait(pumps))
    loop.close()
    FEEDS.clear()


def _collect() -> float:
    start = time.perf_counter()
    gc.collect()
    return 1000 * (time.perf_counter() - start)


def _crashed(kind: str, error: BaseException) -> None:
    raise SystemExit(f"the {kind} probe failed: {error!r}")


if __name__ == "__main__":
    print(json.dumps([asdict(row) for row in measure(int(sys.argv[1]), int(sys.argv[2]))]))
