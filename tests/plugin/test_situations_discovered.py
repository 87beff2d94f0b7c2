"""Containers that nobody declared grow (rows A10, A25), or only look as if they did (B9, B10)."""

from __future__ import annotations

import pytest

from .projects import Runs
from .runners import ALL, ASYNC_FIXTURES, ASYNCIO, Runner
from .situations import Situation, every_runner
from .told import birth_of

A25 = Situation(
    "a25",
    runners=ASYNCIO,
    discovered=True,
    arguments=("server",),
    app="""
    from websockets.asyncio.client import connect

    ANSWERS = {}

    async def ask(url):
        async with connect(url) as connection:
            await connection.send("hello")
            ANSWERS[connection.local_address] = await connection.recv()  # born:a25
    """,
    body="""
    await app.ask(server)
    """,
)

A25_SET = Situation(
    "a25_set",
    runners=ALL,
    discovered=True,
    style="sync",
    app="""
    import itertools

    class Hub:
        seen = set()
        ids = itertools.count()

        def join(self):
            self.seen.add(next(self.ids))  # born:a25_set

    HUB = Hub()
    """,
    body="""
    app.HUB.join()
    """,
)

A25_LIST = Situation(
    "a25_list",
    runners=ALL,
    discovered=True,
    style="sync",
    app="""
    class Log:
        __slots__ = ("lines",)

        def __init__(self):
            self.lines = []

    class Manager:
        def __init__(self):
            self.log = Log()

        def note(self, line):
            self.log.lines.append(line)  # born:a25_list

    MANAGER = Manager()
    """,
    body="""
    app.MANAGER.note("joined")
    """,
)

A25_FIXTURE = Situation(
    "a25_fixture",
    runners=ASYNC_FIXTURES,
    discovered=True,
    arguments=("session",),
    app="""
    SESSIONS = []
    """,
    setup="""
    @async_fixture()  # fixture:a25_fixture
    async def session():
        app.SESSIONS.append(object())  # born:a25_fixture
        yield
    """,
    body="""
    assert len(app.SESSIONS) > 0
    """,
)

A10 = Situation(
    "a10",
    runners=ALL,
    discovered=True,
    style="sync",
    app="""
    import itertools

    NAMES = itertools.count()
    ROOMS = {}

    def join(member):
        room = next(NAMES)
        ROOMS.setdefault(room, set()).add(member)  # born:a10
        return room

    def leave(room, member):
        ROOMS[room].discard(member)
    """,
    body="""
    app.leave(app.join("ann"), "ann")
    """,
)

B09 = Situation(
    "b09",
    runners=ALL,
    discovered=True,
    style="sync",
    app="""
    import functools, re

    PARSED = {}

    def parse(text):
        if text not in PARSED:
            PARSED[text] = re.compile(text)
        return PARSED[text]

    @functools.lru_cache
    def length(text):
        return len(text)
    """,
    body="""
    assert app.parse("[a-z]+").match("ann")
    assert app.length("ann") == 3
    """,
)

B09_FINALIZER = Situation(
    "b09_finalizer",
    runners=ALL,
    discovered=True,
    style="sync",
    app="""
    BY_ID = {}

    class Client:
        def __init__(self):
            self.itself = self
            BY_ID[id(self)] = "open"
            weakref.finalize(self, BY_ID.pop, id(self))
    """,
    body="""
    app.Client()
    """,
)

B10 = Situation(
    "b10",
    runners=ALL,
    discovered=True,
    style="sync",
    arguments=("monkeypatch", "replaced"),
    app="""
    CLIENTS = {"ann": 1, "bob": 2}
    ROOMS = []
    """,
    setup="""
    @pytest.fixture
    def replaced():
        before, app.ROOMS = app.ROOMS, ["lobby"]
        yield
        app.ROOMS = before
    """,
    body="""
    monkeypatch.setattr(app, "CLIENTS", {})
    app.CLIENTS["eve"] = 3
    app.ROOMS.append("attic")
    """,
)

LEAKING = (
    A25,
    A25_SET,
    A25_LIST,
    A25_FIXTURE,
    A10,
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    # Each leak waits three times, and growth does not go away by waiting.
    return Runs(tmp_path_factory, *LEAKING, B09, B09_FINALIZER, B10, settle=0.05)


@every_runner(A25)
def test_a25_global_dictionary(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A25)
    assert (leak.code, leak.kind, leak.subject, leak.confirmed) == ("WSH300", "registry", "app_a25.ANSWERS", "3/3")
    assert leak.state.startswith("0 -> 1 entries, new when run again: ('127.0.0.1', ")
    assert leak.holders == ("app_a25.ANSWERS",)
    assert "(confirmed 3/3)" in runs[runner].stdout


@every_runner(A25_SET)
def test_a25_class_attribute(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A25_SET)
    assert (leak.kind, leak.subject, leak.confirmed) == ("registry", "app_a25_set.Hub.seen", "3/3")
    assert leak.state == "0 -> 1 entries, new when run again: 2"


@every_runner(A25_LIST)
def test_a25_attribute_of_an_attribute(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A25_LIST)
    assert (leak.kind, leak.subject, leak.confirmed) == ("registry", "app_a25_list.MANAGER.log.lines", "3/3")
    assert leak.state == "0 -> 1 entries, new when run again: 'joined'"


@every_runner(A25_FIXTURE)
def test_a25_grown_by_a_fixture(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_fixture(A25_FIXTURE, "session")
    assert (leak.kind, leak.subject, leak.confirmed) == ("registry", "app_a25_fixture.SESSIONS", "3/3")


@every_runner(A10)
def test_a10_empty_room_stays(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A10)
    assert (leak.kind, leak.subject, leak.confirmed) == ("registry", "app_a10.ROOMS", "3/3")
    assert leak.state == "0 -> 1 entries, new when run again: 2"


@every_runner(B09)
def test_b09_cache_that_fills_up_once(runs: Runs, runner: Runner) -> None:
    run = runs[runner]
    [leak] = run.leaks_of(B09)
    assert (leak.subject, leak.verdict, leak.confirmed) == ("app_b09.PARSED", "unconfirmed", "")
    assert leak.reason == "a rerun did not grow it again"
    assert run.outcomes_of(B09) == {B09.node_of(runner): {"PASSED"}, run.after(B09): {"PASSED"}}
    assert "app_b09.PARSED" not in run.stdout


@every_runner(B09_FINALIZER)
def test_b09_entry_that_a_finalizer_takes_out(runs: Runs, runner: Runner) -> None:
    assert runs[runner].leaks_of(B09_FINALIZER) == []


@every_runner(B10)
def test_b10_globals_replaced_and_put_back(runs: Runs, runner: Runner) -> None:
    assert runs[runner].leaks_of(B10) == []


@pytest.mark.parametrize("runner", ALL, ids=str)
def test_nothing_else_is_reported(runs: Runs, runner: Runner) -> None:
    assert runs.unexpected(runner) == []


@pytest.mark.parametrize("runner", ALL, ids=str)
def test_reruns_are_counted_nowhere(runs: Runs, runner: Runner) -> None:
    run = runs[runner]
    tests = sum(1 + 1 for _ in runs.situations(runner)) + 1
    errors = sum(situation in LEAKING for situation in runs.situations(runner))
    assert f" {tests} passed, {errors} errors in " in run.stdout
    assert f"{tests} tests judged; 1 unconfirmed; -v shows the unconfirmed" in run.stdout
    assert birth_of(runs[runner].leaks_of(A25_SET)[0]) == run.line(A25_SET, "born")
