"""The ready-made scenarios and their limits; and leaks of well-known shapes, each in a churn over its inner cycle."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

INI = """
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
wshygiene_settle = 0.05
"""

SUITE = """
import asyncio, contextlib, itertools, threading, weakref
from collections import defaultdict
import pytest
from pytest_wshygiene import Limits, scenarios
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

ROOMS = defaultdict(set)
NUMBERS = itertools.count()

async def rooms(connection):
    async for message in connection:
        word, _, room = message.partition(" ")
        (ROOMS[room].add if word == "join" else ROOMS[room].discard)(connection)
        await connection.send("done")

async def hoarder(connection):
    connection.server.kept = getattr(connection.server, "kept", [])
    async for message in connection:
        connection.server.kept.append(message * 100)
        await connection.send("done")

@contextlib.asynccontextmanager
async def served(handler):
    async with serve(handler, "127.0.0.1", 0, close_timeout=0.2) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"

async def test_rapid(wshygiene_churn):
    async with served(rooms) as uri:
        scenario = scenarios.rapid_subscriptions(uri, "join {}".format, "leave {}".format, clients=4)
        result = await wshygiene_churn(scenario, limits=scenarios.RAPID)
    assert result.figures.live is not None
    assert result.recovery.share > 0.8

async def test_factory(wshygiene_churn):
    async with served(rooms) as uri:
        scenario = scenarios.exchange(lambda: connect(uri), ["join x", "leave x"].__getitem__, clients=2, messages=2)
        await wshygiene_churn(scenario, limits=scenarios.STABLE)

async def test_long(wshygiene_churn):
    async with served(rooms) as uri, scenarios.long_subscription(uri, "join {}".format, messages=3) as scenario:
        await wshygiene_churn(scenario, cycles=5)

async def in_time(connection):
    async for message in connection:
        async with asyncio.timeout(60):  # cancelled at once, and kept by the loop until there are a hundred
            await connection.send("done")

async def test_timeouts(wshygiene_churn):
    async with served(in_time) as uri, scenarios.long_subscription(uri, str, messages=10) as scenario:
        await wshygiene_churn(scenario, limits=scenarios.LONG)

async def test_clean_up(wshygiene_churn):
    async with served(rooms) as uri:
        await wshygiene_churn(scenarios.clean_up(uri, clients=10), limits=scenarios.CLEAN_UP)

async def test_hoarded(wshygiene_churn):
    async with served(hoarder) as uri:
        scenario = scenarios.exchange(uri, str, clients=1, messages=2)
        await wshygiene_churn(scenario)

def test_over_the_limit(wshygiene_churn):
    cache = {}
    def scenario():
        cache.setdefault("x", [])
        cache["x"] = bytearray(len(cache["x"]) + 300_000 if next(NUMBERS) % 4 else 0)
    wshygiene_churn(scenario, limits=Limits(growth=10, recovery=1.0))

# -- shapes --------------------------------------------------------------------------------------

class Jar:
    def __init__(self):
        self.entries = defaultdict(dict)

def test_entry_that_reading_inserts(wshygiene_churn):
    jar = Jar()
    wshygiene_churn(lambda: jar.entries[f"/item/{next(NUMBERS)}"])

class Calls:
    def __init__(self):
        self.pending = {}

    async def call(self):
        number = next(NUMBERS)
        self.pending[number] = asyncio.get_running_loop().create_future()
        await asyncio.wait_for(self.pending[number], 0.001)
        del self.pending[number]

async def test_call_that_times_out(wshygiene_churn):
    calls = Calls()
    async def scenario():
        with pytest.raises(TimeoutError):
            await calls.call()
    await wshygiene_churn(scenario)

class Local:
    def __init__(self):
        self.references = []

LOCAL = Local()

def test_dead_references_of_threads(wshygiene_churn):
    class Context: pass
    def request():
        LOCAL.references.append(weakref.ref(Context()))
    def scenario():
        thread = threading.Thread(target=request)
        thread.start()
        thread.join()
    wshygiene_churn(scenario)

async def test_loser_of_a_race(wshygiene_churn):
    closed = asyncio.Event()
    async def scenario():
        for first in asyncio.as_completed([asyncio.sleep(0), closed.wait()]):
            await first
            break
    try:
        await wshygiene_churn(scenario)
    finally:
        closed.set()

class Room:
    def __init__(self):
        self.clients = set()

    async def serve(self, client):
        self.clients.add(client)
        async for message in client:
            pass
        self.clients.discard(client)

class Breaking:
    def __aiter__(self):
        return self

    async def __anext__(self):
        raise ConnectionResetError

async def test_client_that_breaks(wshygiene_churn):
    room = Room()
    async def scenario():
        with pytest.raises(ConnectionResetError):
            await room.serve(Breaking())
    await wshygiene_churn(scenario)

class Operations:
    def __init__(self):
        self.done = []

    async def run(self):
        task = asyncio.create_task(asyncio.sleep(0))
        await task
        self.done.append(task)

async def test_finished_tasks(wshygiene_churn):
    operations = Operations()
    async def scenario():
        await operations.run()
    await wshygiene_churn(scenario)

class Link:
    async def exchange(self):
        self.timer = asyncio.get_running_loop().call_later(60, print)

async def test_timer_overwritten_while_armed(wshygiene_churn):
    link = Link()
    async def scenario():
        await link.exchange()
    await wshygiene_churn(scenario)
"""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One session for all tests of this file."""
    folder = tmp_path_factory.mktemp("suite")
    for name, content in {"pytest.ini": INI, "test_it.py": SUITE}.items():
        (folder / name).write_text(content)
    command = [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", "--show-capture=no"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False).stdout


def section(output: str, name: str) -> str:
    return output.partition(f"_ test_{name} _")[2].partition("\n____")[0]


@pytest.mark.parametrize("name", ["rapid", "factory", "long", "timeouts", "clean_up"])
def test_a_clean_server_stays_within_the_limits(output: str, name: str) -> None:
    assert f"PASSED test_it.py::test_{name}" in output, output


def test_limits_are_judged_on_live_objects(output: str) -> None:
    text = section(output, "over_the_limit")
    assert re.search(r"live memory, in bytes: .*\n        now       [\d,]+ bytes after 7 cycles, at most 10\n", text), (
        output
    )
    assert re.search(r"released \d+% of what a cycle needs, at least 100%", text)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("hoarded", r"    .*(?:Server|`server`)\.kept: \+2 per cycle"),
        ("entry_that_reading_inserts", r"    jar\.entries: \+1 per cycle"),
        ("call_that_times_out", r"    calls\.pending: \+1 per cycle"),
        ("dead_references_of_threads", r"    test_it\.LOCAL\.references: \+1 per cycle"),
        ("loser_of_a_race", r"open task: \+1 per cycle"),
        ("client_that_breaks", r"    room\.clients: \+1 per cycle"),
        ("finished_tasks", r"    operations\.done: \+1 per cycle"),
        ("timer_overwritten_while_armed", r"open timer: \+1 per cycle"),
    ],
)
def test_a_well_known_shape_is_caught(output: str, name: str, told: str) -> None:
    assert re.search(told, section(output, name)), output


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("call_that_times_out", "self.pending[number] = asyncio"),
        ("dead_references_of_threads", "LOCAL.references.append"),
        ("client_that_breaks", "self.clients.add(client)"),
        ("finished_tasks", "self.done.append(task)"),
        ("timer_overwritten_while_armed", "call_later(60, print)"),
    ],
)
def test_its_line_is_named(output: str, name: str, line: str) -> None:
    number = 1 + next(index for index, text in enumerate(SUITE.splitlines()) if line in text)
    assert re.search(rf"(added|born) +test_it\.py:{number} in ", section(output, name)), output
