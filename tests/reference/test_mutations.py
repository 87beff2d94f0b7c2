"""Broken on purpose, the manager is caught by the plugin or the linter, whichever should; whole, by neither."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import wshygiene_reference

from .mutations import LINTER, MUTATIONS, PLUGIN, Mutation

PACKAGE = Path(wshygiene_reference.__file__).parent

# What a day in the life of the manager looks like, as a test suite that watches three of its maps.
SUITE = """
import asyncio
import pytest
import pytest_asyncio
from wshygiene_reference import ManagerConfig, WebSocketClient, WebSocketManager
from wshygiene_reference.client import Backoff
from wshygiene_reference.operation import Operation, OperationConfig
from wshygiene_reference.signals import GracefulShutdown

pytestmark = pytest.mark.asyncio(loop_scope="module")

@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def manager():
    limits = {"typing_timeout": 60, "cache_size": 3, "throttle_interval": 0, "shutdown_grace": 0.2}
    manager = WebSocketManager(ManagerConfig(max_memory_percent=100, **limits))
    await manager.__aenter__()
    await manager.start(port=0)
    yield manager
    await manager.shutdown()

async def day(manager):
    async with WebSocketClient(f"ws://127.0.0.1:{manager.port}/?phone") as client:
        await client.connected(10)
        with client.subscribe("thread:lobby", lambda data: None):
            while "thread:lobby" not in manager.rooms.sizes():
                await asyncio.sleep(0.01)
            await client.request("typing.start", threadId="lobby")
            manager.publish("thread:lobby", 1)
    while manager.admission.connections:
        await asyncio.sleep(0.01)

async def test_a_day(manager, wshygiene):
    await day(manager)  # what is made once is made
    manager.publisher.last_values.clear()
    wshygiene.watch("connections", manager.registry._connections)
    wshygiene.watch("rooms of each", manager.rooms._rooms)
    wshygiene.watch("members of each room", manager.rooms._members)
    await day(manager)

async def test_current_values(manager, wshygiene):
    values = manager.publisher.last_values
    for number in range(3):
        manager.publish("analytics:prices", number, key=str(number))
    wshygiene.watch("values", values._values)
    for number in range(3, 10):
        manager.publish("analytics:prices", number, key=str(number))

async def test_throttled_values():
    config = ManagerConfig(max_memory_percent=100, throttle_interval=60, shutdown_grace=0.2)
    async with WebSocketManager(config) as manager:
        manager.publish("analytics:prices", 1, key="EUR")

async def test_a_slow_follower(wshygiene):
    from wshygiene_reference.client.progress import ProgressStreams
    streams = ProgressStreams()
    following = streams.follow("upload")
    first = asyncio.ensure_future(anext(following))
    await asyncio.sleep(0)
    (news,), = streams._followers.values()
    for number in range(100):
        streams.deliver("upload", {"type": "progress"})
    wshygiene.watch("news", news._queue)
    for number in range(100):
        streams.deliver("upload", {"type": "progress"})
    await first
    await following.aclose()

async def test_a_client_that_waits_for_its_server():
    async with WebSocketClient("ws://127.0.0.1:9/", backoff=Backoff(60, 60)) as client:
        while client.state != "waiting":
            await asyncio.sleep(0.01)

async def test_parts_beside_the_manager(tmp_path):
    beside = {"history_file": str(tmp_path / "history.db"), "webhook_url": "http://127.0.0.1:9/", "webhook_grace": 0}
    async with WebSocketManager(ManagerConfig(max_memory_percent=100)) as manager:
        async with Operation(manager, OperationConfig(**beside)):
            manager.alerts.tell("memory", "much", manager.now())

async def test_signals():
    async with WebSocketManager(ManagerConfig()) as manager:
        with GracefulShutdown(manager).listening():
            pass

async def test_a_peer_that_does_not_go(manager):
    reader, writer = await asyncio.open_connection("127.0.0.1", manager.port)
    writer.write(
        b"GET / HTTP/1.1\\r\\nHost: x\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n"
    )
    await reader.readuntil(b"\\r\\n\\r\\n")
    writer.write(b"\\xff" * 16)
    await reader.read()
    writer.close()
    await writer.wait_closed()
    while manager.admission.connections:
        await asyncio.sleep(0.01)
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a copy of the manager, and the suite beside it."""
    shutil.copytree(PACKAGE, tmp_path / "wshygiene_reference", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "test_day.py").write_text(SUITE)
    return tmp_path


def leaks(place: Path) -> set[str]:
    """The kinds that the plugin reports when the suite is run on what is in ``place``."""
    report = place / "report.json"
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "--timeout=8",
         "-c", os.devnull, "--rootdir", str(place), f"--wshygiene-report=json:{report}", "--wshygiene", "test_day.py"],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(place) + os.pathsep + os.environ.get("PYTHONPATH", "")},
        capture_output=True,
        check=False,
    )  # fmt: skip
    return {leak["kind"] for leak in json.loads(report.read_text())["leaks"]}


def findings(place: Path) -> set[str]:
    """The codes that the linter reports for what is in ``place``."""
    result = subprocess.run(
        [sys.executable, "-c", "from wshygiene_checks.cli import main; main()", "check", "--isolated", "--no-cache",
         "--output-format", "json", "--exit-zero", "wshygiene_reference"],
        cwd=place,
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    return {finding["code"] for finding in json.loads(result.stdout)["findings"]}


def test_as_it_is_neither_finds_anything(place: Path) -> None:
    assert leaks(place) == set()
    assert findings(place) == set()


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_broken_it_is_found(place: Path, mutation: Mutation) -> None:
    file = place / "wshygiene_reference" / mutation.path
    source = file.read_text()
    assert source.count(mutation.old) == 1, "the manager has changed: change the mutation with it"
    file.write_text(source.replace(mutation.old, mutation.new))
    found = {LINTER: findings, PLUGIN: leaks}[mutation.found_by](place)
    assert mutation.says in found
