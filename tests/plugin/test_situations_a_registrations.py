"""What was registered and not taken off, and what a fixture's teardown leaves (rows A8, A16, A22, A27 and A30)."""

from __future__ import annotations

import re

import pytest

from .projects import Runs
from .runners import ALL, ASYNC_FIXTURES, ASYNCIO, Runner
from .situations import Situation, every_runner

A08 = Situation(
    "a08",
    runners=ASYNCIO,
    arguments=("manager", "server"),
    registries=("app_a08:MANAGER.clients",),
    app="""
    from websockets.asyncio.client import connect

    class Manager:
        def __init__(self):
            self.clients = {}

        def register(self, name, address):
            self.clients[name] = address  # born:a08

    MANAGER = Manager()
    """,
    setup="""
    @pytest.fixture(scope="module")
    def manager():
        return app.MANAGER
    """,
    body="""
    async with app.connect(server) as connection:
        manager.register("c1", connection.local_address)
    """,
)

A16_READER = Situation(
    "a16_reader",
    runners=ASYNCIO,
    arguments=("wire",),
    app="""
    def on_readable():
        pass
    """,
    body="""
    asyncio.get_running_loop().add_reader(wire, app.on_readable)  # born:a16_reader
    with open("a16_reader.fd", "w") as file:
        print(wire.fileno(), file=file)
    """,
)

A16_SIGNAL = Situation(
    "a16_signal",
    runners=ASYNCIO,
    app="""
    def on_signal():
        pass
    """,
    body="""
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, app.on_signal)  # born:a16_signal
    """,
)

A22_SOCKET = Situation(
    "a22_socket",
    runners=ALL,
    style="sync",
    arguments=("line",),
    app="""
    OPEN = []
    """,
    setup="""
    @pytest.fixture  # fixture:a22_socket
    def line():
        yield
        app.OPEN.append(socket.create_server(("127.0.0.1", 0)))  # born:a22_socket
    """,
    body="""
    assert line is None
    """,
)

A22_TASK = Situation(
    "a22_task",
    runners=ASYNC_FIXTURES,
    arguments=("line",),
    app="""
    class Line:
        async def drain(self):
            await asyncio.sleep(30)  # now:a22_task

        async def close(self):
            self._draining = asyncio.create_task(self.drain())  # born:a22_task
            await asyncio.sleep(0)

    LINE = Line()
    """,
    setup="""
    @async_fixture()  # fixture:a22_task
    async def line():
        yield
        await app.LINE.close()
    """,
    body="""
    assert line is None
    """,
)

A27 = Situation(
    "a27",
    runners=ALL,
    style="sync",
    registries=("app_a27:CLIENTS",),
    app="""
    class Client:
        def __init__(self):
            self.near, self.far = socket.socketpair()
            self.itself = self
            for end in (self.near, self.far):
                weakref.finalize(self, end.close)
            CLIENTS.add(self)

    CLIENTS = weakref.WeakSet()
    """,
    body="""
    app.Client()
    """,
)

A30 = Situation(
    "a30",
    runners=ASYNCIO,
    arguments=("server",),
    app="""
    from websockets.asyncio.client import connect

    async def talk(url):
        async with connect(url) as connection:
            logger = logging.getLogger("chat.connection")
            logger.addHandler(logging.NullHandler())  # born:a30
            await connection.send("hello")
            assert await connection.recv() == "hello"
    """,
    body="""
    await app.talk(server)
    """,
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory, A08, A16_READER, A16_SIGNAL, A22_SOCKET, A22_TASK, A27, A30)


@every_runner(A08)
def test_a08_client_never_unregistered(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A08)
    assert (leak.code, leak.kind, leak.count) == ("WSH300", "registry", 1)
    assert leak.subject == "app_a08.MANAGER.clients"
    assert leak.state == "0 -> 1 entries, new: 'c1'"
    assert leak.birth[0].function == "Manager.register"
    assert leak.holders == ("app_a08.MANAGER.clients",)


@every_runner(A16_READER)
def test_a16_reader_not_removed(runs: Runs, runner: Runner) -> None:
    run = runs[runner]
    leak = run.leak_of_test(A16_READER)
    descriptor = (run.folder / "a16_reader.fd").read_text().strip()
    assert (leak.code, leak.kind, leak.count) == ("WSH100", "listener", 1)
    assert f"`on_readable` was still registered for reading descriptor {descriptor}" in leak.summary
    assert leak.release.endswith(f"remove_reader({descriptor})`")


@every_runner(A16_SIGNAL)
def test_a16_signal_handler_not_removed(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A16_SIGNAL)
    assert (leak.kind, leak.count) == ("listener", 1)
    assert "`on_signal` was still registered for signal SIGUSR1" in leak.summary
    assert leak.release.endswith("remove_signal_handler(signal.SIGUSR1)`")


@every_runner(A22_SOCKET)
def test_a22_socket_opened_in_teardown(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_fixture(A22_SOCKET, "line")
    assert (leak.kind, leak.subject, leak.count) == ("server", "listening socket", 1)
    assert re.fullmatch(r"127\.0\.0\.1:\d+, descriptor \d+", leak.state)
    assert leak.holders == ("app_a22_socket.OPEN[0]",)


@every_runner(A22_TASK)
def test_a22_task_started_in_teardown(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_fixture(A22_TASK, "line")
    assert (leak.kind, leak.subject, leak.count) == ("task", "Line.drain()", 1)
    assert leak.state.startswith(f"{runs[runner].line(A22_TASK, 'now')} in Line.drain, awaiting asyncio.sleep(30)")
    assert leak.holders == ("app_a22_task.LINE._draining",)


@every_runner(A27)
def test_a27_weak_registry_is_no_leak(runs: Runs, runner: Runner) -> None:
    run = runs[runner]
    assert run.leaks_of(A27) == []
    assert run.outcomes_of(A27) == {A27.node_of(runner): {"PASSED"}, run.after(A27): {"PASSED"}}


@every_runner(A30)
def test_a30_logging_handler_per_connection(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A30)
    assert (leak.kind, leak.subject, leak.count) == ("listener", "NullHandler on logger `chat.connection`", 1)
    assert leak.state == "1 handler on that logger now"
    assert leak.rules == ("WSH110",)


@pytest.mark.parametrize("runner", ALL, ids=str)
def test_nothing_else_is_reported(runs: Runs, runner: Runner) -> None:
    assert runs.unexpected(runner) == []
