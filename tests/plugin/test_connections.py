"""Every library's client connection, never closed: one leak each, with what belongs to it; and closed: silence.

The servers are real: websockets in a thread of its own, and uvicorn with Starlette or Socket.IO.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from .projects import Runs
from .runners import AUTO_SESSION_LOOP, FUNCTION_LOOP, PLAIN, SESSION_LOOPS, UVLOOP_RUN, Runner
from .situations import Situation, Style

RUNNERS = (FUNCTION_LOOP, AUTO_SESSION_LOOP, PLAIN, UVLOOP_RUN)
END = r"127\.0\.0\.1:\d+"

#: With a short ping interval: its server lets the task of a last ping sleep to the end.
SOCKETIO_SERVER = """
import socketio
from conftest import run_uvicorn

@pytest.fixture(scope="module")
def chat():
    server = socketio.AsyncServer(async_mode="asgi", ping_interval=0.1)
    with run_uvicorn(socketio.ASGIApp(server, on_shutdown=server.shutdown)) as url:
        yield url
"""

STARLETTE = """
from conftest import run_uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

async def echo(websocket):
    await websocket.accept()
    async for message in websocket.iter_text():
        await websocket.send_text(message)

CHAT = Starlette(routes=[WebSocketRoute("/chat", echo)])
"""

#: uvicorn in a thread, on uvloop because that is installed, and as a task on the session's loop.
IN_A_THREAD = f"""{STARLETTE}
@pytest.fixture(scope="module")
def chat():
    with run_uvicorn(CHAT, loop="auto") as url:
        yield url.replace("http", "ws") + "/chat"
"""
AS_A_TASK = f"""{STARLETTE}
import uvicorn

@session_fixture()
async def chat():
    server = uvicorn.Server(uvicorn.Config(CHAT, log_level="error", lifespan="off", timeout_graceful_shutdown=1))
    with socket.create_server(("127.0.0.1", 0)) as sock:
        serving = asyncio.create_task(server.serve(sockets=[sock]))
        yield "ws://127.0.0.1:%s/chat" % sock.getsockname()[1]
        server.should_exit = True
        await serving
"""


@dataclass(frozen=True)
class Client:
    """One library's client: how it is opened and closed, and what the report calls it."""

    name: str
    opened: str
    closed: str
    subject: str
    state: str = rf"OPEN, {END} -> {END}/chat"
    kind: str = "connection"
    parts: tuple[str, ...] = ()
    imports: str = ""
    style: Style = "async"
    server: str = "server"
    setup: str = ""
    runners: tuple[Runner, ...] = RUNNERS

    def __str__(self) -> str:
        return self.name

    @property
    def leaking(self) -> Situation:
        """The client is kept and never closed."""
        return self._situation(self.name, self.opened)

    @property
    def clean(self) -> Situation:
        """The client is kept as well, and closed."""
        return self._situation(f"{self.name}_closed", f"{self.opened}\n{self.closed}")

    def _situation(self, name: str, statements: str) -> Situation:
        keyword = "async def" if self.style == "async" else "def"
        head, *rest = statements.split("\n")
        lines = "".join(f"    {line}\n" for line in [f"{head}  # born:{name}", *rest])
        return Situation(
            name,
            runners=self.runners,
            arguments=(self.server,),
            style=self.style,
            app=f"{self.imports}\n\nKEPT = {{}}\n\n{keyword} talk(url):\n{lines}",
            setup=self.setup,
            body=f"{'await ' if self.style == 'async' else ''}app.talk({self.server})",
        )


CLIENTS = (
    Client(
        "websockets_asyncio",
        imports="from websockets.asyncio.client import connect",
        opened='KEPT["line"] = line = await connect(f"{url}?token=secret")\n'
        'await line.send("hello")\nawait line.recv()',
        closed="await line.close()",
        subject="ClientConnection /chat",
        parts=(r"task Connection\.keepalive\(\) .*", rf"socket {END} -> {END}.*"),
    ),
    Client(
        "websockets_sync",
        imports="from websockets.sync.client import connect",
        opened='KEPT["line"] = line = connect(url)\nline.send("hello")\nline.recv()',
        closed="line.close()",
        subject="ClientConnection /chat",
        style="sync",
        parts=(r"thread \w+\.\w+\(\) .*", rf"socket {END} -> {END}.*"),
    ),
    Client(
        "aiohttp",
        imports="import aiohttp",
        opened='KEPT["line"] = session = aiohttp.ClientSession()\n'
        'KEPT["ws"] = line = await session.ws_connect(url)\nawait line.send_str("hello")\nawait line.receive_str()',
        closed="await line.close()\nawait session.close()",
        subject="ClientSession",
        kind="session",
        state="open",
        parts=(rf"connection OPEN, {END} -> {END}/chat", rf"socket {END} -> {END}.*"),
    ),
    Client(
        "aiohttp_session",
        imports="import aiohttp",
        opened='KEPT["line"] = session = aiohttp.ClientSession()\n'
        'async with session.ws_connect(url) as line:\n    await line.send_str("hello")\n    await line.receive_str()',
        closed="await session.close()",
        subject="ClientSession",
        kind="session",
        state="open",
    ),
    Client(
        "websocket_client",
        imports="import websocket",
        opened='KEPT["line"] = line = websocket.create_connection(url)\nline.send("hello")\nline.recv()',
        closed="line.close()",
        subject="WebSocket",
        state=f"OPEN, {END} -> {END}",
        style="sync",
        parts=(rf"socket {END} -> {END}.*",),
    ),
    Client(
        "tornado",
        imports="from tornado.websocket import websocket_connect",
        opened='KEPT["line"] = line = await websocket_connect(url)\n'
        'await line.write_message("hello")\nawait line.read_message()',
        closed="line.close()\nwhile await line.read_message() is not None:\n    pass",
        subject="WebSocketProtocol13 /chat",
        state=f"OPEN, {END} -> {END}/chat",
        parts=(rf"socket {END} -> {END}.*",),
    ),
    Client(
        "socketio_asyncio",
        imports="import socketio",
        opened='KEPT["line"] = line = socketio.AsyncClient(); await line.connect(url, transports=["websocket"])',
        closed="await line.disconnect()",
        subject="AsyncClient",
        state=f"CONNECTED, {END} -> {END}",
        server="chat",
        setup=SOCKETIO_SERVER,
        parts=(r"session open", rf"connection OPEN, {END} -> {END}/socket\.io/", r"task .*"),
    ),
    Client(
        "socketio_sync",
        imports="import socketio",
        opened='KEPT["line"] = line = socketio.Client(); line.connect(url, transports=["websocket"])',
        closed="line.disconnect()",
        subject="Client",
        state=f"CONNECTED, {END} -> {END}",
        style="sync",
        server="chat",
        setup=SOCKETIO_SERVER,
        parts=(r"thread .*", rf"socket {END} -> {END}.*"),
    ),
    Client(
        "uvicorn_task",
        imports="from websockets.asyncio.client import connect",
        opened='KEPT["line"] = line = await connect(url)\nawait line.send("hello")\nawait line.recv()',
        closed="await line.close()",
        subject="ClientConnection /chat",
        server="chat",
        setup=AS_A_TASK,
        runners=SESSION_LOOPS,
        parts=(rf"other side: \w+ {END} -> {END}, of fixture `chat` \(session scope, .*",),
    ),
    Client(
        "uvicorn_thread",
        imports="from websockets.asyncio.client import connect",
        opened='KEPT["line"] = line = await connect(url)\nawait line.send("hello")\nawait line.recv()',
        closed="await line.close()",
        subject="ClientConnection /chat",
        server="chat",
        setup=IN_A_THREAD,
        parts=(rf"other side: \w+ {END} -> {END}, of fixture `chat` \(module scope, .*",),
    ),
)


every_client = pytest.mark.parametrize(
    ("client", "runner"),
    [pytest.param(client, runner, id=f"{client}-{runner}") for client in CLIENTS for runner in client.runners],
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    clients = [situation for client in CLIENTS for situation in (client.leaking, client.clean)]
    return Runs(tmp_path_factory, *clients)


@every_client
def test_connection_never_closed(runs: Runs, client: Client, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(client.leaking)
    assert (leak.code, leak.kind, leak.subject, leak.count) == ("WSH400", client.kind, client.subject, 1)
    assert re.fullmatch(client.state, leak.state), leak.state
    assert leak.birth[0].function == "talk"
    assert leak.holders[0].startswith(f"app_{client.name}.KEPT['line']"), leak.holders
    for pattern in client.parts:
        assert any(re.fullmatch(pattern, part) for part in leak.parts), (pattern, leak.parts)


@every_client
def test_closed_connection_is_no_leak(runs: Runs, client: Client, runner: Runner) -> None:
    run = runs[runner]
    assert run.leaks_of(client.clean) == []
    assert set(map(frozenset, run.outcomes_of(client.clean).values())) == {frozenset({"PASSED"})}


@pytest.mark.parametrize("runner", [*RUNNERS, *SESSION_LOOPS[1:]], ids=str)
def test_nothing_else_is_reported(runs: Runs, runner: Runner) -> None:
    assert runs.unexpected(runner) == []


OWN_LIBRARY = """
import socket, threading

class WebSocket:
    def __init__(self, port):
        self.sock = socket.create_connection(("127.0.0.1", port))
        self.connected = True
        self.gone = threading.Event()
        threading.Thread(target=self._ping, daemon=True).start()

    def _ping(self):
        while not self.gone.wait(0.01):
            pass

    def close(self):
        self.gone.set()
        self.sock.close()
"""
TESTS_OF_IT = """
import socket
from websocket._core import WebSocket

KEPT = []

def test_left_open():
    with socket.create_server(("127.0.0.1", 0)) as server:
        KEPT.append(WebSocket(server.getsockname()[1]))
        server.accept()[0].close()
"""


def test_library_that_is_the_project_itself(pytester: pytest.Pytester) -> None:
    """What the library runs for a connection is a part of that, as it is for everybody else."""
    pytester.mkpydir("websocket").joinpath("_core.py").write_text(OWN_LIBRARY)
    pytester.makepyfile(test_it=TESTS_OF_IT)
    pytester.syspathinsert()
    result = pytester.runpytest_subprocess("--wshygiene", "-owshygiene_settle=0.05")
    result.stdout.fnmatch_lines(["WSH400 * websocket connection was still open *", "*parts*thread WebSocket._ping()*"])
    result.stdout.fnmatch_lines(["wshygiene: 1 leak (1 failed), 1 test judged"])
