"""Connections that are closed and do not die: caches, cycles, tracebacks and registries (rows A14 and A29)."""

from __future__ import annotations

import pytest

from .projects import Runs
from .runners import ASYNCIO, AUTO_SESSION_LOOP, PLAIN, TRIO, Runner
from .situations import Situation, every_runner

SOME = (AUTO_SESSION_LOOP, PLAIN)

CLIENT = """
import functools
from websockets.asyncio.client import connect

class Client:
    def __init__(self):
        self.line = None

    async def open(self, url):
        self.line = await connect(url)  # born:{name}
        return self

    async def close(self):
        await self.line.close()
"""


def closed(name: str, more: str, statements: str, **changes: object) -> Situation:
    """A client is opened, something is done with it, and it is closed."""
    body = f"client = await app.Client().open(server)\n{statements}\nawait client.close()"
    given = {"runners": SOME, "arguments": ("server",), "cycles": True, **changes}
    return Situation(name, app=CLIENT.replace("{name}", name) + more, body=body, **given)  # type: ignore[arg-type]


A14 = closed("a14", "", "client.line.client = client", runners=ASYNCIO)
A14_SYNC = Situation(
    "a14_sync",
    runners=(*SOME, TRIO),
    style="sync",
    cycles=True,
    arguments=("server",),
    app="""
    from websockets.sync.client import connect

    class Client:
        def __init__(self, url):
            self.line = connect(url)  # born:a14_sync
            self.handlers = {"close": lambda: self.line.close()}

        def close(self):
            self.handlers["close"]()
    """,
    body="""
    app.Client(server).close()
    """,
)
A14_ERROR = closed(
    "a14_error",
    """
async def last_words(line):
    reason = None
    try:
        await line.recv()
    except Exception as error:
        reason = error
""",
    "await client.close()\nawait app.last_words(client.line)",
)
A29 = closed(
    "a29",
    """
class Room(Client):
    @functools.lru_cache(maxsize=None)
    def name(self, language):
        return language
""",
    "client.__class__ = app.Room\nclient.name('en')",
    runners=ASYNCIO,
)
A29_FUNCTION = closed(
    "a29_function",
    "\n@functools.cache\ndef address_of(line):\n    return line.local_address\n",
    "app.address_of(client.line)",
)
REGISTRY = closed("kept_closed", "\nCLIENTS = []\n", "app.CLIENTS.append(client)", discovered=True)
TRACEBACK = closed(
    "kept_by_traceback",
    """
ERRORS = []

async def listen(line):
    try:
        await line.recv()
    except Exception as error:
        ERRORS.append(error)
""",
    "await client.close()\nawait app.listen(client.line)",
    discovered=True,
)
LEAKING = (A14, A14_SYNC, A14_ERROR, A29, A29_FUNCTION, REGISTRY, TRACEBACK)

CLEAN = (
    closed("no_cycle", "", ""),
    closed("weak", "\nimport weakref\nCLIENTS = weakref.WeakSet()\n", "app.CLIENTS.add(client)", discovered=True),
    closed(
        "bounded_cache",
        "\n@functools.lru_cache(maxsize=8)\ndef address_of(line):\n    return line.local_address\n",
        "app.address_of(client.line)",
        discovered=True,
    ),
    closed(
        "bounded_deque",
        "\nimport collections\nLAST = collections.deque(maxlen=3)\n",
        "app.LAST.append(client)",
        discovered=True,
    ),
    closed("cached_beside", "\n@functools.cache\ndef name(text):\n    return text\n", "app.name('ann')"),
    closed("raises", "", "await client.close()\nwith pytest.raises(Exception) as error:\n    await client.line.recv()"),
    closed("replaced", "\nKEPT = {}\n", "app.KEPT['line'] = client", discovered=True),
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory, *LEAKING, *CLEAN)


@every_runner(A14)
def test_a14_cycle_and_where_to_break_it(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A14)
    assert (leak.kind, leak.grade, leak.count) == ("connection", "cycle", 1)
    assert "is kept only by a reference cycle" in leak.summary
    assert leak.holders == ("ClientConnection.client.line -> ClientConnection",)
    assert [leak.holders[0][slice(*span)] for span in leak.suspects] == [".line"]
    assert leak.release == "set `Client.line` to None where the connection ends, or make it a weak reference"


@every_runner(A14_SYNC)
def test_a14_cycle_of_a_callback(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A14_SYNC)
    assert (leak.kind, leak.grade) == ("connection", "cycle")
    cycle = "Client.handlers['close'] -> closure of `Client.__init__.<locals>.<lambda>`, variable `self` -> Client.line"
    assert leak.holders == (cycle,)


@every_runner(A14_ERROR)
def test_a14_cycle_of_an_error_and_its_frame(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A14_ERROR)
    assert (leak.kind, leak.grade) == ("connection", "cycle")
    assert "in last_words -> local `reason` -> traceback, frame of " in leak.holders[0]
    assert [leak.holders[0][slice(*span)] for span in leak.suspects] == ["local `reason`"]


@every_runner(A29)
def test_a29_unbounded_cache_on_a_method(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A29)
    assert (leak.code, leak.kind, leak.grade, leak.rules) == ("WSH300", "retained", "cache", ("WSH307",))
    assert leak.holders == ("app_a29.Room.name, an unbounded cache -> key[0].line",)
    assert "`Room.name`" in leak.release


@every_runner(A29_FUNCTION)
def test_a29_unbounded_cache_on_a_function(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A29_FUNCTION)
    assert (leak.kind, leak.grade) == ("retained", "cache")
    assert leak.holders == ("app_a29_function.address_of, an unbounded cache -> key[0]",)


@every_runner(REGISTRY)
def test_closed_connection_in_a_registry_is_told_with_it(runs: Runs, runner: Runner) -> None:
    leaks = runs[runner].leaks_of(REGISTRY)
    assert [(leak.kind, leak.subject, leak.verdict) for leak in leaks] == [
        ("registry", "app_kept_closed.CLIENTS", "fail")
    ]
    assert leaks[0].parts == ("closed, still reachable: app_kept_closed.CLIENTS[0].line",)


@every_runner(TRACEBACK)
def test_closed_connection_in_a_traceback(runs: Runs, runner: Runner) -> None:
    leaks = {leak.kind: leak for leak in runs[runner].leaks_of(TRACEBACK)}
    assert leaks.keys() == {"retained", "registry"}
    leak = leaks["retained"]
    assert (leak.grade, leak.verdict, leak.confirmed) == ("traceback", "fail", "3/3")
    assert leak.holders[0].startswith(
        "app_kept_by_traceback.ERRORS[0] -> traceback, frame of app_kept_by_traceback.py:"
    )
    assert "`ConnectionClosedOK`" in leak.release


@pytest.mark.parametrize("runner", SOME, ids=str)
@pytest.mark.parametrize("situation", CLEAN, ids=lambda situation: situation.name)
def test_what_lets_go_of_connections_is_no_leak(runs: Runs, runner: Runner, situation: Situation) -> None:
    leaks = runs[runner].leaks_of(situation)
    assert [leak for leak in leaks if leak.verdict not in ("unconfirmed", "unknown")] == []
    assert set(map(frozenset, runs[runner].outcomes_of(situation).values())) == {frozenset({"PASSED"})}


@pytest.mark.parametrize("runner", [*ASYNCIO, TRIO], ids=str)
def test_nothing_else_is_reported(runs: Runs, runner: Runner) -> None:
    assert runs.unexpected(runner) == []


def test_cycles_are_looked_for_only_where_asked(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import gc, socket, websocket

        class Client:
            def __init__(self):
                self.line = websocket.WebSocket()
                self.line.client = self

        def test_it():
            assert gc.isenabled()
            client = Client()
            client.line.sock = socket.socket()
            client.line.shutdown()
        """
    )
    result = pytester.runpytest_subprocess("--wshygiene", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)
