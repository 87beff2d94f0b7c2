"""The disconnect storm: the peer goes at each await, in every way, and the same zero is asked for."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

INI = """
[pytest]
pythonpath = .
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
wshygiene_settle = 0.05
"""

CHAT = """
import asyncio

class Member:
    pass

ROOM = {}

async def careless(connection):
    ROOM[str(connection.id)] = Member()
    async for message in connection:  # careless
        await connection.send(message)
        if message == "bye":
            break
    del ROOM[str(connection.id)]

async def careful(connection):
    ROOM[str(connection.id)] = Member()
    try:
        async for message in connection:
            await connection.send(message)
    finally:
        del ROOM[str(connection.id)]

async def talk(connection):
    beat = asyncio.create_task(asyncio.sleep(100))  # beat
    await connection.send("hello")
    await connection.recv()
    beat.cancel()

async def patient(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"x")
        while not await reader.read(10):
            await asyncio.sleep(0.01)  # patient
    finally:
        writer.close()
"""

SUITE = """
import asyncio
import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
import chat

def uri(server):
    return f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"

def visit(server):
    address = uri(server)
    async def scenario():
        async with connect(address, close_timeout=0.2) as connection:
            await connection.send("hello")
            await connection.recv()
            await connection.send("bye")
            await connection.recv()
    return scenario

async def test_careless_server(wshygiene_churn):
    async with serve(chat.careless, "127.0.0.1", 0, close_timeout=0.2) as server:
        await wshygiene_churn.storm(visit(server), ways=["reset", "abort"])

async def test_careless_handler(wshygiene_churn):
    async with serve(wshygiene_churn.handler(chat.careless), "127.0.0.1", 0, close_timeout=0.2) as server:
        await wshygiene_churn.storm(visit(server), ways=["cancel"])

async def test_careful_server(wshygiene_churn):
    async with serve(wshygiene_churn.handler(chat.careful), "127.0.0.1", 0, close_timeout=0.2) as server:
        result = await wshygiene_churn.storm(visit(server))
    assert result.growths == ()
    assert result.text.startswith("Nothing stayed after ")
    assert result.figures.cycles >= 24

async def test_task_of_a_client(wshygiene_churn):
    async with serve(chat.careful, "127.0.0.1", 0, close_timeout=0.2) as server:
        address = uri(server)
        async def scenario():
            async with connect(address, close_timeout=0.2) as connection:
                await chat.talk(connection)
        await wshygiene_churn.storm(scenario, ways=["reset", "half-close"])

async def test_patient_client(wshygiene_churn):
    async def echo(reader, writer):
        try:
            while data := await reader.read(10):
                await asyncio.sleep(0.02)
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()
    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async def scenario():
            await chat.patient(port)
        await wshygiene_churn.storm(scenario, ways=["half-close"], patience=0.3)

async def test_unknown_way(wshygiene_churn):
    with pytest.raises(ValueError, match='"rest" is no way to go. Ways: reset, abort, half-close, cancel. .*"reset"'):
        await wshygiene_churn.storm(lambda: None, ways=["rest"])
"""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One session for all tests of this file."""
    folder = tmp_path_factory.mktemp("suite")
    for name, content in {"pytest.ini": INI, "chat.py": CHAT, "test_it.py": SUITE}.items():
        (folder / name).write_text(content)
    command = [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", "--show-capture=no"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False).stdout


def section(output: str, name: str) -> str:
    return output.partition(f" test_{name} _")[2].partition("\n____")[0]


def line_of(marker: str) -> int:
    return 1 + next(number for number, line in enumerate(CHAT.splitlines()) if line.endswith(f"# {marker}"))


def test_an_entry_that_only_the_good_end_takes_back_is_found(output: str) -> None:
    text = section(output, "careless_server")
    assert re.search(r"WSH300 disconnect storm: 2 things stayed after \d+ aborts of `scenario`\.", text), output
    assert "\n    chat.ROOM: +1 each time\n" in text
    assert "\n    live chat.Member: +1 each time\n" in text
    assert re.search(r"after reset \(RST\), abort \(1006\) at await \d+ of the scenario, test_it\.py:\d+ in ", text)


def test_a_handler_s_own_awaits_are_named(output: str) -> None:
    place = rf"after cancellation at await \d of the handler, chat\.py:{line_of('careless')} in careless"
    assert re.search(place, section(output, "careless_handler")), output


def test_a_task_that_an_abort_leaves_behind_is_told_with_its_birth(output: str) -> None:
    text = section(output, "task_of_a_client")
    assert re.search(rf"open task: \+1 each time\n(.*\n)+ +born +chat\.py:{line_of('beat')} in talk", text), output


def test_a_scenario_that_never_notices_is_stuck(output: str) -> None:
    text = section(output, "patient_client")
    assert f"\n    still waits: chat.py:{line_of('patient')} in patient" in text, output
    assert "after half-close (FIN) at await" in text


@pytest.mark.parametrize("name", ["careful_server", "unknown_way"])
def test_passes(output: str, name: str) -> None:
    assert f"PASSED test_it.py::test_{name}" in output
