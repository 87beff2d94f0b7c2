"""What a churn costs: seven cycles of fifty WebSocket clients, beside the same cycles in a bare pytest.

    python tests/benchmarks/churn_cost.py [--rounds N] [--clients N]

Both run in turns, each in a process of its own; the cycles alone are timed, warm-up included. At most three times the
bare time, in time of the processor, which tells more where others use it, too; by the clock the rows are for
information. A row for a run with limits shows what tracing all memory adds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from measuring import Progress, Row, beside, plain, table

BUDGET = 3.0
SUITE = """
import asyncio, json, os, time
import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

CLIENTS = int(os.environ["CLIENTS"])

async def echo(connection):
    async for message in connection:
        await connection.send(message)

async def visit(uri):
    async with connect(uri) as connection:
        await connection.send("hello")
        await connection.recv()

async def timed(run):
    async with serve(echo, "127.0.0.1", 0) as server:
        uri = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async def scenario():
            await asyncio.gather(*(visit(uri) for _ in range(CLIENTS)))
        await scenario()
        start, worked = time.perf_counter(), time.process_time()
        await run(scenario)
        with open("time.json", "w") as file:
            json.dump((time.process_time() - worked, time.perf_counter() - start), file)

async def test_bare():
    async def run(scenario):
        for _ in range(9):
            await scenario()
    await timed(run)
"""
CHURN = """
async def test_churn(wshygiene_churn):
    await timed(wshygiene_churn)

async def test_limits(wshygiene_churn):
    from pytest_wshygiene import scenarios
    async def run(scenario):
        await wshygiene_churn(scenario, limits=scenarios.STABLE)
    await timed(run)
"""
INI = "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n"


def main() -> int:
    """Measure, and print the table; exit code 1 when the budget is exceeded."""
    parser = argparse.ArgumentParser(description="Measure what a churn costs.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--clients", type=int, default=50)
    asked = parser.parse_args()
    progress = Progress()
    spent: dict[str, list[tuple[float, float]]] = {"test_bare": [], "test_churn": [], "test_limits": []}
    with tempfile.TemporaryDirectory(prefix="wshygiene-churn-") as name:
        folder = Path(name)
        (folder / "pytest.ini").write_text(INI)
        (folder / "test_bare.py").write_text(SUITE)
        (folder / "test_churn.py").write_text(SUITE.replace("test_bare", "nothing") + CHURN)
        for turn in range(asked.rounds):
            progress.say(f"turn {turn + 1} of {asked.rounds}")
            for test, times in spent.items():
                times.append(_once(folder, test, asked.clients))
    worked, waited = ({test: [each[kind] for each in times] for test, times in spent.items()} for kind in (0, 1))
    rows = [*_rows(worked, asked.clients, "of the processor", BUDGET), *_rows(waited, asked.clients, "by the clock")]
    print(table(rows))
    return 1 if any(row.verdict == "OVER" for row in rows) else 0


def _rows(spent: dict[str, list[float]], clients: int, how: str, budget: float | None = None) -> list[Row]:
    section = f"9 cycles of {clients} clients, time {how}"
    bare = spent["test_bare"]
    most = budget * median(bare) if budget is not None else None
    return [
        plain(section, "bare pytest", "s", bare),
        beside(section, "wshygiene_churn(scenario)", "s", spent["test_churn"], bare, "bare", most),
        beside(section, "... with limits: all memory traced", "s", spent["test_limits"], bare, "bare"),
    ]


def _once(folder: Path, test: str, clients: int) -> tuple[float, float]:
    """Seconds of the processor, and by the clock."""
    file = "test_bare.py" if test == "test_bare" else "test_churn.py"
    plugin = ["-p", "no:wshygiene"] if test == "test_bare" else []
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugin, f"{file}::{test}"]
    environment = {**_environment(), "CLIENTS": str(clients)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    worked, waited = json.loads((folder / "time.json").read_text())
    return worked, waited


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}


if __name__ == "__main__":
    raise SystemExit(main())
