"""One situation, every runner: small leaking or clean programs, written once and rendered into a suite for each runner.

All situations of a test file make up one project for each runner, which is run once with a JSON report; the tests then
look at their own part of it. Lines are found by marker comments (`# born:a03`) in the generated source.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent
from typing import Literal

import pytest

from pytest_wshygiene.model import Leak
from pytest_wshygiene.report import text
from pytest_wshygiene.report.json import from_dict

#: Seconds that a suspect gets in the generated projects: enough on loopback, and short in sum.
SETTLE = 0.2
#: Seconds after which an inner run counts as hanging: far more than it takes on a busy machine.
LONG = 280

# -- templates: a situation's statements as a test of each runner, and a clean test after it ---------------------------

_FUNCTION = """
async def test_{name}({arguments}):
    {body}

async def test_after():
    await pause()
"""

_CLASS = """
class Test{title}:
    async def test_{name}(self, {arguments}):
        {body}

    async def test_after(self):
        await pause()
"""

_UNITTEST = """
class Test{title}(unittest.IsolatedAsyncioTestCase):
    @pytest.fixture(autouse=True)
    def receive(self, {arguments}):
        self.arguments = ({arguments})

    async def test_{name}(self):
        ({arguments}) = self.arguments
        {body}

class TestAfter(unittest.IsolatedAsyncioTestCase):
    async def test_after(self):
        await pause()
"""

_RUN = """
def test_{name}({arguments}):
    async def scenario():
        {body}

    run(scenario())

def test_after():
    run(pause())
"""

_PLAIN = """
def test_{name}({arguments}):
    {body}

def test_after():
    pass
"""

_PRELUDE = """
import asyncio, gc, os, signal, socket, subprocess, sys, threading, unittest
import pytest
from harness import *
"""

_APP_PRELUDE = """
import asyncio, logging, signal, socket, subprocess, sys, threading, weakref
from harness import *
"""

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


@dataclass(frozen=True)
class Runner:
    """A way to run tests: how they are written, what the project needs for it, and how it ends an event loop.

    ``ending`` is what a leaked task says of the end of its loop; empty where the loop outlives the test. ``without``
    are plugins that take long to start and have nothing to do with this way.
    """

    name: str
    test: str = _FUNCTION
    sync_test: str = ""
    nodeid: str = "test_{name}.py::test_{name}"
    ini: tuple[str, ...] = ()
    harness: str = ""
    conftest: str = ""
    marks: str = ""
    flags: tuple[str, ...] = ()
    ending: str = "; cancelled by the runner that closed its event loop"
    uvloop: bool = False
    without: tuple[str, ...] = ("hypothesispytest", "anyio")

    def __str__(self) -> str:
        return self.name

    def node_of(self, situation: Situation) -> str:
        """The node id of the situation's test."""
        nodeid = "test_{name}.py::test_{name}" if situation.style == "run" else self.nodeid
        return nodeid.format(name=situation.name, title=situation.title)


Style = Literal["async", "sync", "run"]


@dataclass(frozen=True)
class Situation:
    """A small program: the statements of a test, the application that it uses, and the runners that it can run under.

    ``app`` becomes the module ``app_<name>``, which the test sees as ``app``; ``setup`` is the test module's own text,
    such as fixtures; ``arguments`` are the fixtures that the test takes. A ``sync`` body runs inside of a coroutine
    where the runner runs those; a ``run`` body is a coroutine that a plain test passes to ``asyncio.run``. Containers
    of a ``discovered`` application are found without being declared; ``cycles`` are looked for where one of the
    situations of a project wants it.
    """

    name: str
    body: str
    runners: Sequence[Runner]
    app: str = ""
    setup: str = ""
    arguments: tuple[str, ...] = ()
    style: Style = "async"
    registries: tuple[str, ...] = ()
    discovered: bool = False
    cycles: bool = False

    @property
    def title(self) -> str:
        """The name as part of a class name."""
        return self.name.title().replace("_", "")

    def files(self, runner: Runner) -> dict[str, str]:
        """The modules of this situation, as ``runner`` wants them."""
        return {
            f"app_{self.name}.py": _APP_PRELUDE + dedent(self.app),
            f"test_{self.name}.py": self._test_module(runner),
        }

    def _test_module(self, runner: Runner) -> str:
        template = {"async": runner.test, "sync": runner.sync_test or runner.test, "run": _RUN}[self.style]
        marks = "" if self.style == "run" else runner.marks
        margin = " " * (template.index("{body}") - template.rindex("\n", 0, template.index("{body}")) - 1)
        written = template.replace(f"{margin}{{body}}", indent(dedent(self.body).strip("\n"), margin))
        names = "".join(f"{argument}, " for argument in self.arguments)
        test = written.replace("{arguments}", names).replace("{name}", self.name).replace("{title}", self.title)
        return "\n".join([_PRELUDE, f"import app_{self.name} as app", marks, dedent(self.setup), test])


# -- the runners -------------------------------------------------------------------------------------------------------


def _asyncio(mode: str, scope: str, harness: str = "", **changes: object) -> Runner:
    """pytest-asyncio in one of its modes, with loops of one scope."""
    marked = f"pytestmark = pytest.mark.asyncio(loop_scope={scope!r})"
    fixtures = f"""
    import functools, pytest_asyncio
    async_fixture = functools.partial(pytest_asyncio.fixture, loop_scope={scope!r})
    session_fixture = functools.partial(pytest_asyncio.fixture, scope="session", loop_scope="session")
    """
    settings: dict[str, object] = {
        "name": f"asyncio-{mode}-{scope}",
        "ini": (
            f"asyncio_mode = {mode}",
            f"asyncio_default_fixture_loop_scope = {scope}",
            *([f"asyncio_default_test_loop_scope = {scope}"] if mode == "auto" else []),
        ),
        "marks": marked if mode == "strict" else "",
        "harness": dedent(fixtures) + harness,
        **changes,
    }
    if scope == "class":
        settings |= {"test": _CLASS, "nodeid": "test_{name}.py::Test{title}::test_{name}"}
    if scope != "function":
        settings["ending"] = ""
    return Runner(**settings)  # type: ignore[arg-type]


def _anyio(backend: str) -> Runner:
    pause = "import trio\nasync def pause():\n    await trio.sleep(0)\n"
    return Runner(
        f"anyio-{backend}",
        ini=("asyncio_mode = strict", "asyncio_default_fixture_loop_scope = function"),
        harness=pause if backend == "trio" else "",
        conftest=f"@pytest.fixture(scope='session')\ndef anyio_backend():\n    return {backend!r}\n",
        marks="pytestmark = pytest.mark.anyio",
        without=("hypothesispytest",),
    )


_STRICT = ("asyncio_mode = strict", "asyncio_default_fixture_loop_scope = function")
_UVLOOP_RUN = """
import uvloop
new_loop = uvloop.new_event_loop

def run(coroutine):
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(coroutine)
"""
_UVLOOP_HOOK = """
import uvloop

def pytest_asyncio_loop_factories(config, item):
    return {"uvloop": uvloop.new_event_loop}
"""

FUNCTION_LOOP = _asyncio("auto", "function")
XDIST = _asyncio("auto", "function", name="xdist", flags=("-n", "2"))
UVLOOP_HOOK = _asyncio(
    "auto", "function", name="uvloop-asyncio", harness=_UVLOOP_RUN, conftest=_UVLOOP_HOOK, uvloop=True
)
UVLOOP_RUN = Runner("uvloop-runner", test=_RUN, sync_test=_PLAIN, ini=_STRICT, harness=_UVLOOP_RUN, uvloop=True)
AUTO_SESSION_LOOP, STRICT_SESSION_LOOP = _asyncio("auto", "session"), _asyncio("strict", "session")
PYTEST_ASYNCIO = (
    FUNCTION_LOOP,
    _asyncio("strict", "function"),
    _asyncio("auto", "class"),
    _asyncio("strict", "module"),
    AUTO_SESSION_LOOP,
    STRICT_SESSION_LOOP,
)
ANYIO = _anyio("asyncio")
TRIO = _anyio("trio")
UNITTEST = Runner("unittest", test=_UNITTEST, nodeid="test_{name}.py::Test{title}::test_{name}", ini=_STRICT)
PLAIN = Runner("asyncio-run", test=_RUN, sync_test=_PLAIN, ini=_STRICT, ending="; cancelled by asyncio.run()")

#: Runners of asyncio's own loops, all runners of asyncio, and those that can also run code without asyncio.
PURE_ASYNCIO = (*PYTEST_ASYNCIO, XDIST, ANYIO, UNITTEST, PLAIN)
ASYNCIO = (*PURE_ASYNCIO, UVLOOP_HOOK, UVLOOP_RUN)
ALL = (*ASYNCIO, TRIO)
#: Runners with coroutine functions as fixtures, and those where tests share the loop of session fixtures.
ASYNC_FIXTURES = (*PYTEST_ASYNCIO, XDIST, UVLOOP_HOOK, ANYIO)
SESSION_LOOPS = (AUTO_SESSION_LOOP, STRICT_SESSION_LOOP, ANYIO)


def without_xdist(runners: Sequence[Runner]) -> tuple[Runner, ...]:
    """Not in several processes: there, what ends with the session is told with any test that happens to be last."""
    return tuple(runner for runner in runners if runner is not XDIST)


def every_runner(situation: Situation) -> pytest.MarkDecorator:
    """Run a test once for each runner that the situation can run under."""
    return pytest.mark.parametrize("runner", situation.runners, ids=str)


# -- finished runs -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """What one project has said: its leaks, the outcome of each test, and the text on the terminal."""

    runner: Runner
    folder: Path
    returncode: int
    stdout: str
    leaks: tuple[Leak, ...]
    not_watched: frozenset[str]

    def leaks_of(self, situation: Situation) -> list[Leak]:
        """Every leak that mentions the situation's modules, whoever is blamed for it.

        That a timer of another situation ran meanwhile depends on how busy the machine is, and is that one's business.
        """
        mine = re.compile(rf"\b(app|test)_{situation.name}\b")
        told = {leak: re.sub(r"; ran while [^\n]*", "", text.paragraph(leak)) for leak in self.leaks}
        return [leak for leak in self.leaks if mine.search(told[leak]) or mine.search(str(leak.owner))]

    def only_leak(self, situation: Situation) -> Leak:
        """The one leak of a situation: it fails the run, and was born at its marked line."""
        leaks = self.leaks_of(situation)
        assert len(leaks) == 1, f"{len(leaks)} leaks:\n{text.paragraphs(leaks)}\n\n{self.stdout}"
        self._check(leaks[0].verdict, "fail")
        self._check(birth_of(leaks[0]), self.line(situation, "born"))
        return leaks[0]

    def leak_of_test(self, situation: Situation) -> Leak:
        """The one leak of a situation, blamed on its test alone, which otherwise passed."""
        leak = self.only_leak(situation)
        nodeid = self.runner.node_of(situation)
        self._check(owner_of(leak), ("test", nodeid, None, None))
        self._check(self.outcomes_of(situation), {nodeid: {"PASSED", "ERROR"}, self.after(situation): {"PASSED"}})
        return leak

    def leak_of_fixture(self, situation: Situation, fixture: str, scope: str = "function") -> Leak:
        """The one leak of a situation, blamed on a fixture of its module; its test passed.

        What a wider fixture leaves is told when that is torn down, with the test that runs last.
        """
        leak = self.only_leak(situation)
        nodeid = self.runner.node_of(situation)
        self._check(owner_of(leak), ("fixture", nodeid if scope == "function" else "", fixture, scope))
        self._check(f"{leak.owner.path}:{leak.owner.line}", self.line(situation, "fixture"))
        if scope == "function":
            self._check(self.outcomes_of(situation), {nodeid: {"PASSED", "ERROR"}, self.after(situation): {"PASSED"}})
        return leak

    def _check(self, found: object, expected: object) -> None:
        """Compare, and show what the run said where it is not as expected."""
        assert found == expected, f"{found} is not {expected}\n\n{self.stdout}"

    def after(self, situation: Situation) -> str:
        """The node id of the clean test that comes after the situation's."""
        if self.runner is UNITTEST and situation.style != "run":
            return f"test_{situation.name}.py::TestAfter::test_after"
        return f"{self.runner.node_of(situation).rpartition('::')[0]}::test_after"

    def outcomes_of(self, situation: Situation) -> dict[str, set[str]]:
        """What pytest says of each test of a situation, by node id."""
        outcomes: dict[str, set[str]] = {}
        for word, nodeid in re.findall(r"^(PASSED|FAILED|ERROR) (\S+)", self.stdout, re.MULTILINE):
            if nodeid.startswith(f"test_{situation.name}.py"):
                outcomes.setdefault(nodeid, set()).add(word)
        return outcomes

    def line(self, situation: Situation, marker: str) -> str:
        """``path:line`` of the one line with the comment ``# marker:name``."""
        comment = re.compile(rf"# {marker}:{situation.name}\b")
        found = [
            f"{path}:{number}"
            for path, content in situation.files(self.runner).items()
            for number, line in enumerate(content.splitlines(), 1)
            if comment.search(line)
        ]
        assert len(found) == 1, f"`# {marker}:{situation.name}` marks {found}"
        return found[0]


def owner_of(leak: Leak) -> tuple[str, str, str | None, str | None]:
    """Everything that identifies an owner."""
    return (leak.owner.kind, leak.owner.nodeid, leak.owner.fixture, leak.owner.scope)


def birth_of(leak: Leak) -> str:
    """``path:line`` of the first birth line."""
    return f"{leak.birth[0].path}:{leak.birth[0].line}" if leak.birth else "unknown"


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
