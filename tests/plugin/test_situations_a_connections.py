"""Leaks with two ends: servers, sessions, connections and sockets (rows A6, A7, A12 and A13)."""

from __future__ import annotations

import re

import pytest

from .projects import Runs, run_project
from .runners import (
    ALL,
    ASYNC_FIXTURES,
    ASYNCIO,
    FUNCTION_LOOP,
    PLAIN,
    SESSION_LOOPS,
    TRIO,
    UNITTEST,
    UVLOOP_HOOK,
    UVLOOP_RUN,
    XDIST,
    Runner,
    without_xdist,
)
from .situations import Situation, every_runner

END = r"127\.0\.0\.1:\d+"

#: The client connects to the shared server, which has a loop of its own, or to one on the session's loop.
A06 = Situation(
    "a06",
    runners=ASYNCIO,
    arguments=("server",),
    app="""
    from websockets.asyncio.client import connect

    CLIENTS = {}

    async def join(name, url):
        CLIENTS[name] = await connect(url)  # born:a06
        await CLIENTS[name].send("hello")
        await CLIENTS[name].recv()
    """,
    body="""
    await app.join("ann", server)
    """,
)

A06_SAME_LOOP = Situation(
    "a06_same_loop",
    runners=SESSION_LOOPS,
    arguments=("chat",),
    app=A06.app.replace("a06", "a06_same_loop"),
    setup="""
    from conftest import echo, serve

    @session_fixture()
    async def chat():
        async with serve(echo, "127.0.0.1", 0, close_timeout=0.1) as server:
            yield "ws://127.0.0.1:%s/chat" % server.sockets[0].getsockname()[1]
    """,
    body="""
    await app.join("ann", chat)
    """,
)

A07 = Situation(
    "a07",
    runners=without_xdist(ASYNC_FIXTURES),
    arguments=("chat",),
    setup="""
    from conftest import echo, serve

    @session_fixture()  # fixture:a07
    async def chat():
        server = await serve(echo, "127.0.0.1", 0)  # born:a07
        return server.sockets[0].getsockname()[1]
    """,
    body="""
    assert chat > 0
    """,
)

A07_THREAD = Situation(
    "a07_thread",
    runners=without_xdist(ALL),
    style="sync",
    arguments=("chat",),
    setup="""
    from websockets.sync.client import connect
    from websockets.sync.server import serve

    def echo(connection):
        for message in connection:
            connection.send(message)

    @pytest.fixture(scope="session")  # fixture:a07_thread
    def chat():
        server = serve(echo, "127.0.0.1", 0)  # born:a07_thread
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return "ws://127.0.0.1:%s/chat" % server.socket.getsockname()[1]
    """,
    body="""
    with connect(chat) as connection:
        connection.send("hello")
        assert connection.recv() == "hello"
    """,
)

A12_SESSION = Situation(
    "a12_session",
    runners=ASYNCIO,
    arguments=("server",),
    app="""
    import aiohttp

    async def talk(url):
        session = aiohttp.ClientSession()  # born:a12_session
        async with session.ws_connect(url) as connection:
            await connection.send_str("hello")
            assert await connection.receive_str() == "hello"
    """,
    body="""
    await app.talk(server)
    """,
)

A12_CONNECTION = Situation(
    "a12_connection",
    runners=ASYNCIO,
    arguments=("server",),
    app="""
    from websockets.asyncio.client import connect

    async def talk(url):
        connection = await connect(url)  # born:a12_connection
        await connection.send("hello")
        assert await connection.recv() == "hello"
    """,
    body="""
    await app.talk(server)
    """,
)

A13_SOCKET = Situation(
    "a13_socket",
    runners=ALL,
    style="sync",
    arguments=("server",),
    app="""
    from urllib.parse import urlsplit

    def ping(url):
        where = urlsplit(url)
        line = socket.create_connection((where.hostname, where.port))  # born:a13_socket
        line.send(b"ping")
    """,
    body="""
    app.ping(server)
    """,
)

A13_CONNECTION = Situation(
    "a13_connection",
    runners=ALL,
    style="sync",
    arguments=("server",),
    app="""
    import websocket

    class Client:
        def __init__(self, url):
            self.itself = self
            self.connection = websocket.create_connection(url)  # born:a13_connection
    """,
    body="""
    app.Client(server).connection.send("hello")
    """,
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    both = (A06, A06_SAME_LOOP, A12_SESSION, A12_CONNECTION, A13_SOCKET, A13_CONNECTION)
    return Runs(tmp_path_factory, *both, A07, A07_THREAD)


@every_runner(A06)
def test_a06_client_of_a_session_server_not_closed(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A06)
    assert (leak.code, leak.kind, leak.subject, leak.count) == ("WSH400", "connection", "ClientConnection /chat", 1)
    ends = re.fullmatch(rf"OPEN, ({END}) -> ({END})/chat", leak.state)
    assert ends
    assert leak.holders == ("app_a06.CLIENTS['ann']",)
    other = f"other side: ServerConnection {ends[2]} -> {ends[1]}, of fixture `server` (session scope, conftest.py:"
    assert [part for part in leak.parts if part.startswith(other)]
    assert [part for part in leak.parts if part.startswith("task Connection.keepalive() ")]


@every_runner(A06_SAME_LOOP)
def test_a06_client_of_a_server_on_the_same_loop(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A06_SAME_LOOP)
    assert (leak.kind, leak.subject, leak.count) == ("connection", "ClientConnection /chat", 1)
    ends = re.fullmatch(rf"OPEN, ({END}) -> ({END})/chat", leak.state)
    assert ends
    other = (
        f"other side: ServerConnection {ends[2]} -> {ends[1]}, of fixture `chat` (session scope, test_a06_same_loop.py:"
    )
    assert [part for part in leak.parts if part.startswith(other)]


@every_runner(A07)
def test_a07_session_server_never_closed(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_fixture(A07, "chat", scope="session")
    assert (leak.code, leak.kind, leak.subject, leak.count) == ("WSH400", "server", "server", 1)
    assert re.fullmatch(rf"listening on {END}", leak.state)
    assert f"fixture `chat` (session scope, {runs[runner].line(A07, 'fixture')})" in leak.summary
    if runner is not UVLOOP_HOOK:  # which ends session fixtures as soon as another loop is wanted
        assert runs[runner].outcomes_of(A07) == {A07.node_of(runner): {"PASSED"}, runs[runner].after(A07): {"PASSED"}}
        assert "ERROR test_zz_last.py::test_last" in runs[runner].stdout


@every_runner(A07_THREAD)
def test_a07_session_server_in_a_thread_never_closed(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_fixture(A07_THREAD, "chat", scope="session")
    assert (leak.kind, leak.count) == ("server", 1)
    assert re.fullmatch(rf"listening on {END}", leak.state)
    assert [part for part in leak.parts if part.startswith("thread ")]


def test_a07_under_xdist(tmp_path_factory: pytest.TempPathFactory) -> None:
    run = run_project(tmp_path_factory.mktemp("xdist"), XDIST, [A07, A07_THREAD])
    assert run.leak_of_fixture(A07, "chat", scope="session").kind == "server"
    assert run.leak_of_fixture(A07_THREAD, "chat", scope="session").kind == "server"
    assert len(run.leaks) == 2


@every_runner(A12_SESSION)
def test_a12_client_session_never_closed(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A12_SESSION)
    assert (leak.code, leak.kind, leak.subject, leak.count) == ("WSH400", "session", "ClientSession", 1)
    assert leak.birth[0].function == "talk"
    assert leak.rules == ("WSH401",)


@every_runner(A12_CONNECTION)
def test_a12_connection_never_closed(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A12_CONNECTION)
    assert (leak.kind, leak.subject, leak.count) == ("connection", "ClientConnection /chat", 1)
    assert leak.birth[0].function == "talk"
    assert leak.rules == ("WSH401",)


@every_runner(A13_SOCKET)
def test_a13_socket_collected_but_never_closed(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A13_SOCKET)
    assert (leak.code, leak.kind, leak.subject, leak.count) == ("WSH400", "socket", "socket", 1)
    assert "a socket was collected but never closed" in leak.summary.lower()
    assert re.fullmatch(f"{END} -> {END}", leak.state)
    assert leak.holders == ("nobody: it was dropped",)


@every_runner(A13_CONNECTION)
def test_a13_connection_in_a_cycle_collected_but_never_closed(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A13_CONNECTION)
    assert (leak.kind, leak.count) == ("socket", 1)
    assert "collected but never closed" in leak.summary
    assert re.fullmatch(f"{END} -> {END}", leak.state)


@pytest.mark.parametrize("runner", [FUNCTION_LOOP, PLAIN, UNITTEST, UVLOOP_RUN, TRIO], ids=str)
def test_a13_not_told_again_as_resource_warning(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> None:
    run = run_project(tmp_path_factory.mktemp(runner.name), runner, [A13_SOCKET, A13_CONNECTION], "-W", "error")
    run.leak_of_test(A13_SOCKET)
    run.leak_of_test(A13_CONNECTION)
    assert "ResourceWarning" not in run.stdout


@pytest.mark.parametrize("runner", ALL, ids=str)
def test_nothing_else_is_reported(runs: Runs, runner: Runner) -> None:
    assert runs.unexpected(runner) == []
