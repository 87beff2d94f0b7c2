"""What the parts beside the manager cost: each by itself, and all of them, beside the manager alone, in one run.

    python tests/benchmarks/operation_cost.py [--clients 1000] [--turns 3]

Every variant is a process of its own, in turns. The metrics are scraped and figures are kept each second, a dashboard
is open, and the node is alone at a real Redis server. CPU is that of the manager's process; Redis has its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from manager_cost import KIBIBYTE, Received, close_many, come_and_go, connect_many, serving
from measuring import Progress, Row, added, plain, table

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from tests.reference.redis_server import RedisServer, free_port

TOKEN = "a token for the benchmark"
#: Seconds that idle connections are watched for.
IDLE = 6.0
ALONE = "manager alone"
VARIANTS = (ALONE, "admin API, scraped", "dashboard open", "history, prediction", "Redis node", "everything")
FIGURES = (
    ("ground", "memory of the process, nobody connected", "MiB"),
    ("idle", "memory of an idle connection", "KiB"),
    ("resting", "CPU while all are idle", "ms/s"),
    ("fan-out", "CPU of a delivered message", "us"),
    ("churn", "CPU of connecting and closing", "us"),
)


def settings(variant: str, redis: str, folder: str, port: int) -> dict[str, Any]:
    """What of the parts is on."""
    admin = {"admin_port": port, "admin_token": TOKEN, "admin_rate": 1000.0}
    kept = {"history_file": f"{folder}/{port}.db", "history_interval": 1.0, "predict_memory": True}
    node = {"redis_url": redis}
    return {
        "admin API, scraped": admin,
        "dashboard open": admin,
        "history, prediction": kept,
        "Redis node": node,
        "everything": admin | kept | node,
    }[variant]


async def scrape(port: int) -> None:
    """Ask for the metrics each second."""
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False) as api:
        while True:
            assert (await api.get(f"http://127.0.0.1:{port}/metrics")).status_code == 200
            await asyncio.sleep(1)


async def watch(port: int) -> None:
    """Have the dashboard open."""
    base = f"http://127.0.0.1:{port}/dashboard/"
    async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=60, follow_redirects=True) as browser:
        assert (await browser.post("login", data={"token": TOKEN})).status_code == 200
        async with browser.stream("GET", "events") as events:
            async for _ in events.aiter_bytes():
                pass


@asynccontextmanager
async def going_on(*jobs: Callable[[int], Awaitable[None]], port: int) -> AsyncIterator[None]:
    """Run them meanwhile. One that fails fails the benchmark."""
    tasks = [asyncio.ensure_future(job(port)) for job in jobs]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def one_turn(variant: str, clients: int, redis: str) -> dict[str, float]:
    """The figures of one variant."""
    received, port = Received(), free_port()
    jobs = {"admin API, scraped": [scrape], "dashboard open": [watch], "everything": [scrape, watch]}.get(variant, [])
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        if variant == ALONE:
            server = await stack.enter_async_context(serving("manager"))
        else:
            operated = json.dumps(settings(variant, redis, folder, port))
            server = await stack.enter_async_context(serving("operated", OPERATED=operated))
        await stack.enter_async_context(going_on(*jobs, port=port))
        await asyncio.sleep(1)  # in which the first page and the first scrape are done
        ground = await server.settled()
        peers = await connect_many(clients, server.port, "/", received)
        idle = await server.settled()
        await asyncio.sleep(IDLE)
        rested = await server.ask("state")
        asked_only = await server.ask("state")
        rounds = max(10, 60_000 // clients)
        everything = received.expect(clients * rounds)
        cast = await server.ask(f"cast {rounds} 100")
        await everything
        await close_many(peers)
        before = await server.settled()
        await come_and_go(2 * clients, server.port, "/", received)
        after = await server.settled()
    return {
        "ground": ground["uss"] / KIBIBYTE**2,
        "idle": (idle["uss"] - ground["uss"]) / clients / KIBIBYTE,
        "resting": (rested["cpu"] - idle["cpu"] - (asked_only["cpu"] - rested["cpu"])) / IDLE * 1e3,
        "fan-out": (cast["cpu"] - asked_only["cpu"]) / clients / rounds * 1e6,
        "churn": (after["cpu"] - before["cpu"]) / (2 * clients) * 1e6,
    }


def rows_of(found: dict[str, list[dict[str, float]]], clients: int) -> list[Row]:
    """The manager alone, and what each variant adds to it."""
    rows: list[Row] = []
    for name, what, unit in FIGURES:
        section = f"{what}, {clients:,} clients"
        base = [turn[name] for turn in found[ALONE]]
        rows.append(plain(section, ALONE, unit, base))
        for variant in VARIANTS[1:]:
            samples = [turn[name] for turn in found[variant]]
            rows.append(added(section, f"+ {variant}", unit, samples, base, "alone"))
    return rows


async def measure(clients: int, turns: int) -> list[Row]:
    """All variants, in turns."""
    progress = Progress()
    found: dict[str, list[dict[str, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        redis = RedisServer(Path(folder))
        redis.start()
        try:
            for turn in range(turns):
                for variant in VARIANTS:
                    progress.say(f"turn {turn + 1} of {turns}: {variant}")
                    found[variant].append(await one_turn(variant, clients, redis.url))
        finally:
            redis.kill()
    return rows_of(found, clients)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=3)
    asked = parser.parse_args()
    print(table(asyncio.run(measure(asked.clients, asked.turns))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
