"""All situations of a test file make up one project for each runner, which is run once with a JSON report.

The tests then look at their own part of what it has told.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from pytest_wshygiene.model import Leak
from pytest_wshygiene.report.json import from_dict

from .runners import Runner
from .situations import Situation
from .told import Run

#: Seconds that a suspect gets in the generated projects: enough on loopback, and short in sum.
SETTLE = 0.2
#: Seconds after which an inner run counts as hanging: far more than it takes on a busy machine.
LONG = 280

_HARNESS = """
import asyncio, functools, pytest

#: Called when the run is over, so that what leaks on purpose does not keep the process alive.
AT_END = []
run = asyncio.run
new_loop = asyncio.new_event_loop
async_fixture = pytest.fixture
session_fixture = functools.partial(pytest.fixture, scope="session")

async def pause():
    await asyncio.sleep(0)
"""

_CONFTEST = """
import asyncio, concurrent.futures, contextlib, socket, threading
import pytest
from websockets.asyncio.server import serve
from harness import AT_END

def pytest_unconfigure():
    for release in AT_END:
        release()

async def echo(connection):
    async for message in connection:
        await connection.send(message)

async def keep_serving(started):
    stop = asyncio.Event()
    async with serve(echo, "127.0.0.1", 0, close_timeout=0.1) as server:
        port = server.sockets[0].getsockname()[1]
        started.set_result((f"ws://127.0.0.1:{port}/chat", asyncio.get_running_loop(), stop))
        await stop.wait()

@pytest.fixture(scope="session")
def server():
    "The address of a WebSocket server with a thread and a loop of its own, so that it runs beside every runner."
    started = concurrent.futures.Future()
    thread = threading.Thread(target=lambda: asyncio.run(keep_serving(started)), name="server")
    thread.start()
    url, loop, stop = started.result(10)
    yield url
    loop.call_soon_threadsafe(stop.set)
    thread.join()

@contextlib.contextmanager
def run_uvicorn(app, loop="asyncio"):
    "An ASGI application, served from a thread."
    import uvicorn

    with socket.create_server(("127.0.0.1", 0)) as sock:
        server = uvicorn.Server(uvicorn.Config(app, loop=loop, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, name="uvicorn")
        thread.start()
        yield "http://127.0.0.1:%s" % sock.getsockname()[1]
        server.should_exit = True
        thread.join()

@pytest.fixture(scope="session")
def wire():
    "Two ends of a socket that live as long as the session."
    near, far = socket.socketpair()
    with near, far:
        yield near
"""

_LAST = """
def test_last():
    "What ends with the session is told while this test is torn down."
"""


class Runs:
    """The projects of a test file: one for each runner, run when it is first asked for, and the next one beside it."""

    def __init__(self, folders: pytest.TempPathFactory, *situations: Situation, settle: float = SETTLE) -> None:
        self._folders = folders
        self._settle = settle
        self._situations = situations
        self._runners = list(dict.fromkeys(runner for situation in situations for runner in situation.runners))
        self._pool = ThreadPoolExecutor(2)
        self._started: dict[Runner, Future[Run]] = {}

    def __getitem__(self, runner: Runner) -> Run:
        place = self._runners.index(runner)
        for wanted in self._runners[place : place + 2]:
            if wanted not in self._started:
                folder = self._folders.mktemp(wanted.name)
                self._started[wanted] = self._pool.submit(
                    run_project, folder, wanted, self.situations(wanted), settle=self._settle
                )
        return self._started[runner].result()

    def situations(self, runner: Runner) -> list[Situation]:
        """Those that can run under ``runner``."""
        return [situation for situation in self._situations if runner in situation.runners]

    def unexpected(self, runner: Runner) -> list[Leak]:
        """Leaks of a run that belong to none of its situations."""
        told = [leak for situation in self.situations(runner) for leak in self[runner].leaks_of(situation)]
        return [leak for leak in self[runner].leaks if leak not in told]


def run_project(
    folder: Path, runner: Runner, situations: Sequence[Situation], *flags: str, settle: float = SETTLE
) -> Run:
    """Write a project of these situations, run it, and read what it says."""
    registries = [f"    {path}" for situation in situations for path in situation.registries]
    ini = [
        "[pytest]",
        "pythonpath = .",
        f"wshygiene_settle = {settle}",
        *runner.ini,
        *(["wshygiene_registries =", *registries] if registries else []),
        f"wshygiene_discover = {' '.join(f'app_{situation.name}' for situation in situations if situation.discovered)}",
    ]
    if any(situation.cycles for situation in situations):
        ini.append("wshygiene_kinds = all cycles")
    files = {
        "pytest.ini": "\n".join(ini),
        "harness.py": _HARNESS + runner.harness,
        "conftest.py": _CONFTEST + runner.conftest,
        "test_zz_last.py": _LAST,
    }
    for situation in situations:
        files |= situation.files(runner)
    for name, content in files.items():
        (folder / name).write_text(content)
    return _run(folder, runner, flags)


def _run(folder: Path, runner: Runner, flags: Sequence[str]) -> Run:
    without = [word for plugin in ("cacheprovider", *runner.without) for word in ("-p", f"no:{plugin}")]
    command = [sys.executable, "-m", "pytest", "-rA", *without, *runner.flags, *flags]
    asked = ["--wshygiene", "--wshygiene-report=json:leaks.json"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, *asked],
        cwd=folder,
        env=environment | {"COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONG,
        check=False,
    )
    content = (folder / "leaks.json").read_text()
    assert content, f"no report:\n{done.stdout}"
    report = json.loads(content)
    leaks = tuple(from_dict(leak) for leak in report["leaks"])
    blind = frozenset(entry["kind"] for entry in report["not_watched"])
    return Run(runner, folder, done.returncode, done.stdout, leaks, blind)
