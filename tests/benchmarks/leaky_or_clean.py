"""What leaks cost: the leaky offers, their fixed twin and the reference manager after the same visits.

    python tests/benchmarks/leaky_or_clean.py [--visits 1000] [--turns 3]

Each runs in a process of its own, in turns. A visit connects, subscribes to a booking and goes. Afterwards nobody is
connected: what there is then of listeners, intervals (a task that pings), orphans (subscriptions of nobody) and memory
is what the visits have left. ``--one KIND`` measures one of them in this process and prints JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import psutil
from measuring import Progress, Row, plain, table

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "leaky_offers"
KINDS = ("leaky", "fixed", "manager")
#: Visitors who are there at the same time, and those who stay until the end.
AT_ONCE, STAYING = 10, 20
MEGABYTE = 1_000_000
WHAT = {
    "listeners": ("listeners left", ""),
    "intervals": ("intervals left (tasks)", ""),
    "orphans": ("orphaned subscriptions", ""),
    "objects": ("objects left", ""),
    "grown": ("memory more than before", "MB"),
    "memory": ("memory of the process", "MB"),
    "collection": ("a full garbage collection", "ms"),
    "shutdown": ("closing, with 20 connected", "ms"),
    "afterwards": ("tasks after closing", ""),
}


class Serving(NamedTuple):
    """A running server: where, what a visitor says, what it holds of listeners and orphans, and how it is closed."""

    uri: str
    subscribe: str
    held: Any
    close: Any


@asynccontextmanager
async def offers(kind: str) -> Any:
    """The leaky offers, or their fixed twin."""
    sys.path.insert(0, str(EXAMPLE / kind))
    from offers import FEED, OfferServer  # type: ignore[import-not-found]

    def held() -> dict[str, int]:
        subscribed = [each for there in server.subscriptions.values() for each in there]
        return {
            "listeners": len(FEED),
            "orphans": sum(each not in server.passengers for each in subscribed),
        }

    async with OfferServer() as server:
        yield Serving(server.uri, "subscribe ABC{}", held, server.close)


@asynccontextmanager
async def manager(kind: str) -> Any:
    """The reference manager, in which one task pings for all connections."""
    from wshygiene_reference import ManagerConfig, WebSocketManager

    def held() -> dict[str, int]:
        return {
            "listeners": len(ours.events),
            "orphans": sum(map(len, ours.sweeper.orphans().values())),
        }

    async with WebSocketManager(ManagerConfig(max_memory_percent=100)) as ours:
        await ours.start(port=0)
        message = '{{"type":"job.subscribe","id":1,"data":{{"jobId":"ABC{}"}}}}'
        yield Serving(f"ws://127.0.0.1:{ours.port}/", message, held, ours.shutdown)


async def visit(serving: Serving, numbers: Any) -> None:
    """Come, subscribe to a booking of one's own, and go; as long as there are numbers."""
    from websockets.asyncio.client import connect

    for number in numbers:
        async with connect(serving.uri, compression=None, ping_interval=None) as ws:
            await ws.send(serving.subscribe.format(number))
            await ws.recv()


async def visits(serving: Serving, count: int) -> None:
    """So many visits, some at the same time."""
    numbers = iter(range(count))
    await asyncio.gather(*(visit(serving, numbers) for _ in range(AT_ONCE)))
    await asyncio.sleep(0.1)  # the server's side of the last closing handshakes


def memory() -> float:
    """Bytes that are the process's own, after a collection."""
    gc.collect()
    return float(psutil.Process().memory_full_info().uss)


def collection() -> float:
    """Milliseconds of CPU for a full collection that finds nothing, the median of fifteen."""
    times = []
    for _ in range(15):
        start = time.process_time()
        gc.collect()
        times.append(time.process_time() - start)
    return median(times) * 1000


async def closing(serving: Serving) -> dict[str, float]:
    """Close with some connected: milliseconds, and tasks that are still there."""
    from websockets.asyncio.client import connect

    there = [await connect(serving.uri, compression=None, ping_interval=None) for _ in range(STAYING)]
    start = time.perf_counter()
    await serving.close()
    spent = time.perf_counter() - start
    await asyncio.gather(*(ws.wait_closed() for ws in there))
    await asyncio.sleep(0.05)
    return {"shutdown": spent * 1000, "afterwards": len(asyncio.all_tasks()) - 1}


async def measure(kind: str, count: int) -> dict[str, float]:
    """One server and its visits."""
    async with (manager if kind == "manager" else offers)(kind) as serving:
        await visits(serving, 2 * AT_ONCE)  # what is made once is made
        before, objects, tasks, held = memory(), len(gc.get_objects()), len(asyncio.all_tasks()), serving.held()
        await visits(serving, count)
        after = memory()
        found = {name: float(number - held[name]) for name, number in serving.held().items()}
        found |= {
            "intervals": len(asyncio.all_tasks()) - tasks,
            "objects": len(gc.get_objects()) - objects,
            "grown": (after - before) / MEGABYTE,
            "memory": after / MEGABYTE,
            "collection": collection(),
        }
        return found | await closing(serving)


def _beside(share: float) -> str:
    return f"{1 - share:.0%} less" if share <= 1 else f"{share:.1f} times as much"


def rows_of(found: dict[str, list[dict[str, float]]], count: int) -> list[Row]:
    """What each keeps; beside what leaks, how much less or more it is."""
    rows: list[Row] = []
    for name, (what, unit) in WHAT.items():
        leaky = median(turn[name] for turn in found["leaky"])
        section = f"{what}, after {count:,} visits"
        for kind in KINDS:
            samples = [turn[name] for turn in found[kind]]
            beside = f" ({_beside(median(samples) / leaky)})" if kind != "leaky" and leaky > 0 else ""
            rows.append(plain(section, f"{kind}{beside}", unit, samples))
    return rows


def measured_apart(kind: str, count: int) -> dict[str, float]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--one", kind, "--visits", str(count)]
    return dict(json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What leaks cost.")
    parser.add_argument("--visits", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--one", choices=KINDS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(asyncio.run(measure(asked.one, asked.visits))))
        return 0
    progress = Progress()
    found: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
    for turn in range(asked.turns):
        progress.say(f"turn {turn + 1} of {asked.turns}")
        for kind in KINDS:
            found[kind].append(measured_apart(kind, asked.visits))
    print(table(rows_of(found, asked.visits)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
