"""Whether the manager answers after a churn as fast as before: percentiles of the latency, and what they are beside.

    python tests/benchmarks/manager_latency.py [--clients 5000] [--turns 5]

In each turn a manager in a process of its own is asked thousands of times, twice before anybody has come and gone, and
once after so many clients have. How much the two times before differ is the noise of the machine; after is to be no
more than 1.2 times the larger of the two, at the median and the 95th percentile.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections import defaultdict
from statistics import median, quantiles

from manager_cost import Received, come_and_go, serving
from measuring import Progress, Row, beside, plain, table
from websockets.asyncio.client import connect

#: Connections that ask, and how often each does; the budget for after beside before.
ASKING, TIMES, BUDGET = 10, 300, 1.2
PERCENTILES = (50, 95, 99)


async def latencies(uri: str) -> dict[int, float]:
    """Percentiles of the time from a question to its answer, in microseconds; one question is on its way at a time."""
    spent: list[float] = []
    for _ in range(ASKING):
        async with connect(uri, compression=None, ping_interval=None) as ws:
            for number in range(TIMES):
                start = time.perf_counter()
                await ws.send(f'{{"type":"ping","id":{number}}}')
                await ws.recv()
                spent.append((time.perf_counter() - start) * 1e6)
                await asyncio.sleep(0.0005)
    cuts = quantiles(spent, n=100)
    return {percentile: cuts[percentile - 1] for percentile in PERCENTILES}


async def one_turn(clients: int) -> dict[str, dict[int, float]]:
    """Before, before again, and after."""
    async with serving("manager") as server:
        uri = f"ws://127.0.0.1:{server.port}/"
        found = {"before": await latencies(uri), "again": await latencies(uri)}
        await come_and_go(clients, server.port, "/", Received())
        await server.settled()
        return found | {"after": await latencies(uri)}


def rows_of(found: dict[int, dict[str, list[float]]], clients: int) -> list[Row]:
    """The table of what was measured."""
    rows: list[Row] = []
    for percentile, times in found.items():
        section = f"{percentile}th percentile of the latency"
        noise = max(median(times["before"]), median(times["again"]))
        limit = round(noise * BUDGET, 1) if percentile != 99 else None
        rows.append(plain(section, "before", "us", times["before"]))
        rows.append(beside(section, "before, once more", "us", times["again"], times["before"], "before"))
        after = f"after {clients:,} clients"
        rows.append(beside(section, after, "us", times["after"], times["before"], "before", limit))
    return rows


def main() -> int:
    """Measure and print; 1 when a budget is broken."""
    parser = argparse.ArgumentParser(description="Measure the latency of the manager before and after a churn.")
    parser.add_argument("--clients", type=int, default=5000)
    parser.add_argument("--turns", type=int, default=5)
    asked = parser.parse_args()
    progress = Progress()
    found: dict[int, dict[str, list[float]]] = {percentile: defaultdict(list) for percentile in PERCENTILES}
    for turn in range(asked.turns):
        progress.say(f"turn {turn + 1} of {asked.turns}")
        for when, times in asyncio.run(one_turn(asked.clients)).items():
            for percentile, value in times.items():
                found[percentile][when].append(value)
    rows = rows_of(found, asked.clients)
    print(table(rows))
    return any(row.verdict == "OVER" for row in rows)


if __name__ == "__main__":
    raise SystemExit(main())
