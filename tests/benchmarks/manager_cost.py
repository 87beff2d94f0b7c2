"""What the reference manager costs, beside a bare ``websockets`` server and two others, in one run.

    python tests/benchmarks/manager_cost.py [--clients 1000] [--turns 5] [--many 10000]

Every kind is a process of its own, in turns, driven by a client that is much cheaper than any of them. CPU seconds of
the server are what is compared: rates would be those of the client. Descriptors bound ``--many``: the limit is raised
as far as the system lets us.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import socket
import sys
from collections import defaultdict
from collections.abc import Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from measuring import Row, beside, plain, table

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "reference"))

from cheap_peer import Received, close_many, come_and_go, connect_many  # noqa: E402

KINDS = ("websockets", "manager", "aiohttp", "socketio")
PATHS = {"socketio": "/socket.io/?EIO=4&transport=websocket"}
KIBIBYTE = 1024
#: Clients of one wave, and waves, that the slope is taken over.
WAVE, WAVES = 2_000, 5
#: Budgets: KiB and tasks more per idle connection, and how many times the CPU of the bare server.
IDLE_KIB, CHURN, FAN_OUT, SLOPE_BYTES = 3.0, 1.35, 1.4, 100.0


class Server:
    """A server in its process."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, path: str) -> None:
        self._process = process
        self.port = port
        self.path = path

    async def ask(self, command: str) -> dict[str, float]:
        """Send a command and read the answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(command.encode() + b"\n")
        return dict(json.loads(await self._process.stdout.readline()))

    async def settled(self) -> dict[str, float]:
        """Its state after what was closing has closed."""
        await asyncio.sleep(0.3)
        return await self.ask("state")


@asynccontextmanager
async def serving(kind: str, **environment: str) -> Any:
    """A server of a kind, warmed up."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(HERE / "served.py"), kind, str(port),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=os.environ | environment,
    )  # fmt: skip
    assert process.stdout is not None
    await process.stdout.readline()
    server = Server(process, port, PATHS.get(kind, "/"))
    received = Received()
    peers = await connect_many(50, server.port, server.path, received)
    await server.ask("cast 3 100")
    await close_many(peers)
    yield server
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()


async def one_turn(kind: str, clients: int) -> dict[str, float]:
    """The figures of one server with so many clients."""
    received = Received()
    async with serving(kind) as server:
        ground = await server.settled()
        peers = await connect_many(clients, server.port, server.path, received)
        idle = await server.settled()
        rounds = max(10, 60_000 // clients)
        everything = received.expect(clients * rounds)
        cast = await server.ask(f"cast {rounds} 100")
        await everything
        await close_many(peers)
        before = await server.settled()
        await come_and_go(2 * clients, server.port, server.path, received)
        after = await server.settled()
    return {
        "idle": (idle["uss"] - ground["uss"]) / clients / KIBIBYTE,
        "tasks": (idle["tasks"] - ground["tasks"]) / clients,
        "fan-out": (cast["cpu"] - idle["cpu"]) / clients / rounds * 1e6,
        "churn": (after["cpu"] - before["cpu"]) / (2 * clients) * 1e6,
        "left": after["connections"] + after["tasks"] - ground["connections"] - ground["tasks"],
    }


async def waves(kind: str) -> list[dict[str, float]]:
    """The state after each of several waves of clients."""
    received = Received()
    async with serving(kind) as server:
        states = []
        for _ in range(WAVES + 1):
            peers = await connect_many(WAVE, server.port, server.path, received)
            await close_many(peers)
            del peers
            states.append(await server.settled())
    return states[1:]  # the first wave sizes the allocator's arenas


async def held(kind: str, number: int) -> dict[str, float]:
    """The state while so many are connected."""
    received = Received()
    async with serving(kind) as server:
        ground = await server.settled()
        peers = await connect_many(number, server.port, server.path, received)
        state = await server.settled()
        everything = received.expect(number)
        await server.ask("cast 1 100")
        await everything
        await close_many(peers)
        left = await server.settled()
    return {
        "connections": state["connections"],
        "idle": (state["uss"] - ground["uss"]) / number / KIBIBYTE,
        "left": left["connections"] + left["tasks"] - ground["tasks"],
    }


def rows_of(figures: dict[str, list[dict[str, float]]], clients: int) -> list[Row]:
    """The table of what was measured in turns."""
    section = f"{clients:,} clients"
    rows: list[Row] = []
    for name, what, unit, budget in (
        ("idle", "memory of an idle connection", "KiB", None),
        ("tasks", "tasks of an idle connection", "", None),
        ("fan-out", "CPU of a delivered message", "us", FAN_OUT),
        ("churn", "CPU of connecting and closing", "us", CHURN),
        ("left", "connections and tasks left", "", None),
    ):
        base = [turn[name] for turn in figures["websockets"]]
        rows.append(plain(section, f"{what}: websockets", unit, base))
        for kind in KINDS[1:]:
            samples = [turn[name] for turn in figures[kind]]
            limit = _budget(name, kind, base, budget)
            if name in ("tasks", "left"):
                rows.append(plain(section, f"{what}: {kind}", unit, samples, limit))
            else:
                rows.append(beside(section, f"{what}: {kind}", unit, samples, base, "websockets", limit))
    return rows


def _budget(name: str, kind: str, base: Sequence[float], times: float | None) -> float | None:
    """The budget of ours in the row's own unit; the others have none."""
    if kind != "manager":
        return None
    middle = sorted(base)[len(base) // 2]
    if times is not None:
        return middle * times
    return {"idle": middle + IDLE_KIB, "tasks": middle, "left": 0.0}[name]


def slope_rows(states: list[dict[str, float]]) -> list[Row]:
    """What every client of a wave leaves."""
    section = f"{WAVES} waves of {WAVE:,} clients"
    steps = [after["uss"] - before["uss"] for before, after in pairwise(states)]
    objects = [state["ours"] for state in states]
    return [
        plain(section, "memory that a client leaves", "bytes", [step / WAVE for step in steps], SLOPE_BYTES),
        plain(section, "objects of ours and of websockets left", "", objects, 0),
    ]


async def measure(clients: int, turns: int, many: int) -> list[Row]:
    """Everything, with a line of progress for each turn."""
    figures: dict[str, list[dict[str, float]]] = defaultdict(list)
    for turn in range(turns):
        for kind in KINDS:
            print(f"turn {turn + 1} of {turns}: {kind}", file=sys.stderr)
            figures[kind].append(await one_turn(kind, clients))
    rows = rows_of(figures, clients)
    print(f"{WAVES + 1} waves", file=sys.stderr)
    rows += slope_rows(await waves("manager"))
    print(f"{many:,} connections", file=sys.stderr)
    state = await held("manager", many)
    section = f"{many:,} connections at once"
    return [
        *rows,
        plain(section, "held", "", [state["connections"]]),
        plain(section, "memory of each", "KiB", [state["idle"]]),
        plain(section, "connections and tasks left", "", [state["left"]], 0),
    ]


def main() -> int:
    """Measure and print; 1 when a budget is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--many", type=int, default=10_000)
    arguments = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # the server's process inherits it
    many = min(arguments.many, hard - 200)
    if many < arguments.many:
        print(f"only {hard} descriptors are allowed: {many:,} connections instead", file=sys.stderr)
    rows = asyncio.run(measure(arguments.clients, arguments.turns, many))
    print(table(rows))
    return any(row.verdict == "OVER" for row in rows)


if __name__ == "__main__":
    raise SystemExit(main())
