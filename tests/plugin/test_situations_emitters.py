"""A handler that stays on an emitter that nobody declared is told with its event, whoever wrote the emitter: row A9."""

from __future__ import annotations

import pytest

from .projects import Runs
from .runners import ALL, Runner
from .situations import Situation

A09_OWN = Situation(
    "a09_own",
    runners=ALL,
    discovered=True,
    style="sync",
    app="""
    class Emitter:
        def __init__(self):
            self._handlers = {"message": []}

        def on(self, event, handler):
            self._handlers[event].append(handler)  # born:a09_own

    EVENTS = Emitter()
    """,
    body="""
    app.EVENTS.on("message", lambda text: None)
    """,
)

A09_PYEE = Situation(
    "a09_pyee",
    runners=ALL,
    discovered=True,
    style="sync",
    app="""
    from pyee import EventEmitter

    EVENTS = EventEmitter()
    """,
    body="""
    app.EVENTS.on("message", lambda text: None)  # born:a09_pyee
    """,
)

A09_DISPATCHER = Situation(
    "a09_dispatcher",
    runners=ALL,
    discovered=True,
    style="sync",
    app="""
    import enum

    class Event(enum.Enum):
        JOINED = 1

    class Dispatcher:
        handlers = {}

        @classmethod
        def register(cls, event, handler):
            cls.handlers.setdefault(event, []).append((50, weakref.WeakMethod(handler)))  # born:a09_dispatcher

    class Client:
        def on_joined(self):
            pass

    ANN = Client()
    """,
    body="""
    app.Dispatcher.register(app.Event.JOINED, app.ANN.on_joined)
    """,
)

A09_FIXTURE = Situation(
    "a09_fixture",
    runners=ALL,
    discovered=True,
    style="sync",
    arguments=("hub",),
    app="""
    class Hub:
        def __init__(self):
            self.on_close = []

        def watch(self, callback):
            self.on_close.append(callback)  # born:a09_fixture
    """,
    setup="""
    @pytest.fixture(scope="module")
    def hub():
        return app.Hub()
    """,
    body="""
    hub.watch(print)
    """,
)

A09_BLINKER = Situation(
    "a09_blinker",
    runners=ALL,
    discovered=True,
    style="sync",
    app="""
    from blinker import signal

    CLOSED = signal("closed")
    """,
    body="""
    app.CLOSED.connect(lambda sender: None, weak=False)  # born:a09_blinker
    """,
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    # Each leak waits three times, and growth does not go away by waiting.
    return Runs(tmp_path_factory, A09_OWN, A09_PYEE, A09_DISPATCHER, A09_FIXTURE, A09_BLINKER, settle=0.05)


@pytest.mark.parametrize("runner", ALL, ids=str)
@pytest.mark.parametrize(
    ("situation", "emitter", "event"),
    [
        (A09_OWN, "EVENTS", " of 'message'"),
        (A09_PYEE, "EVENTS", " of 'message'"),
        (A09_BLINKER, "CLOSED", " of 'closed'"),
        (A09_DISPATCHER, "Dispatcher.handlers", " of Event.JOINED"),
        (A09_FIXTURE, "fixture hub", ""),
    ],
    ids=["own", "pyee", "blinker", "dispatcher", "fixture"],
)
def test_a09_handler_on_an_emitter(runs: Runs, runner: Runner, situation: Situation, emitter: str, event: str) -> None:
    leak = runs[runner].leak_of_test(situation)
    path = emitter if emitter.startswith("fixture ") else f"app_{situation.name}.{emitter}"
    assert (leak.code, leak.kind, leak.subject, leak.confirmed) == ("WSH100", "listener", path, "3/3")
    handler = {A09_DISPATCHER: "Client.on_joined", A09_FIXTURE: "print"}.get(situation, "<lambda>")
    assert leak.state.startswith("0 -> 1 listeners, new when run again: `")
    assert leak.state.endswith(f"{handler}`{event}")
    assert leak.holders[0].startswith(path)


@pytest.mark.parametrize("runner", ALL, ids=str)
def test_nothing_else_is_reported(runs: Runs, runner: Runner) -> None:
    assert runs.unexpected(runner) == []
