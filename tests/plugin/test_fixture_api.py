"""What a test can do with the fixture ``wshygiene``: watch, ignore, look at what is open, and insist on a release."""

from __future__ import annotations

import pytest

from .one_session import Run, run_once

APP = """
from collections import deque
import blinker, pyee

class Manager:
    def __init__(self):
        self.rooms = {}

CLIENTS = {}
NAMES = set()
LOG = []
QUEUE = deque()
SHARED = {}
ALSO = [SHARED]
MANAGER = Manager()
EMITTER = pyee.EventEmitter()
SIGNAL = blinker.Signal("joined")

def join(name):
    CLIENTS[name] = object()  # dict

def handler(*args, **kwargs):
    pass
"""

SUITE = """
import asyncio, gc, socket, threading
import pytest
import app

KEPT = []

# -- watch ---------------------------------------------------------------------------------------

def test_dict(wshygiene):
    wshygiene.watch("CLIENTS", app.CLIENTS)
    app.join("c1")

def test_set(wshygiene):
    wshygiene.watch("NAMES", app.NAMES)
    app.NAMES.add("a")  # set

def test_list(wshygiene):
    wshygiene.watch("LOG", app.LOG)
    app.LOG.append("a")  # list

def test_deque(wshygiene):
    wshygiene.watch("QUEUE", app.QUEUE)
    app.QUEUE.append("a")  # deque

def test_attribute(wshygiene):
    wshygiene.watch("rooms", app.MANAGER.rooms)
    app.MANAGER.rooms["a"] = 1  # attribute

def test_shared(wshygiene):
    wshygiene.watch("SHARED", app.SHARED)
    app.SHARED["a"] = 1

def test_local(wshygiene):
    box = {}
    wshygiene.watch("box", box)
    box["a"] = 1
    KEPT.append(box)

def test_callable(wshygiene):
    wshygiene.watch("count", lambda: len(app.LOG))
    app.LOG.append("b")

def test_emitter(wshygiene):
    wshygiene.watch("EMITTER", app.EMITTER)
    app.EMITTER.on("join", app.handler)

def test_signal(wshygiene):
    wshygiene.watch("SIGNAL", app.SIGNAL)
    app.SIGNAL.connect(app.handler)

def test_grown_before_it_was_watched(wshygiene):
    app.CLIENTS["early"] = 1
    wshygiene.watch("CLIENTS", app.CLIENTS)

def test_taken_back(wshygiene):
    wshygiene.watch("CLIENTS", app.CLIENTS)
    wshygiene.watch("EMITTER", app.EMITTER)
    app.join("c2")
    del app.CLIENTS["c2"]
    app.EMITTER.on("leave", app.handler)
    app.EMITTER.remove_listener("leave", app.handler)

def test_no_longer_watched():
    app.join("c3")

def test_given_back():
    assert type(app.CLIENTS) is dict and type(app.NAMES) is set and type(app.LOG) is list
    assert type(app.MANAGER.rooms) is dict and type(app.QUEUE).__module__ == "collections"

def test_watched_twice(wshygiene):
    wshygiene.watch("one", app.CLIENTS)
    wshygiene.watch("other", app.CLIENTS)
    app.join("c4")

def test_same_name_for_two(wshygiene):
    wshygiene.watch("it", app.NAMES)
    wshygiene.watch("it", app.CLIENTS)
    app.join("c5")

@pytest.mark.parametrize("thing", [5, None, object(), lambda: "text", 1.5], ids=lambda thing: type(thing).__name__)
def test_cannot_be_watched(wshygiene, thing):
    with pytest.raises(TypeError) as caught:
        wshygiene.watch("thing", thing)
    choices = "Watch a container, an emitter (pyee, blinker) or a function that returns a number."
    assert str(caught.value) == f'"thing" is of type {type(thing).__name__}. {choices}'

def test_watch_the_wrong_way_round(wshygiene):
    with pytest.raises(TypeError, match="name is of type dict. Give a name for reports, and then the container."):
        wshygiene.watch(app.CLIENTS, "CLIENTS")

# -- ignore --------------------------------------------------------------------------------------

def test_ignored(wshygiene):
    wshygiene.ignore("kind=socket", reason="the SDK has no close()")
    KEPT.append(socket.socket())

def test_ignored_afterwards(wshygiene):
    KEPT.append(socket.socket())
    wshygiene.ignore("kind=socket function=test_*", reason="it is known")

def test_other_ignored(wshygiene):
    wshygiene.ignore("kind=thread", reason="it is known")
    KEPT.append(socket.socket())

def test_ignore_ends_with_its_test():
    KEPT.append(socket.socket())

@pytest.mark.parametrize("pattern", ["", "socket", "knid=socket"])
def test_wrong_pattern(wshygiene, pattern):
    with pytest.raises(ValueError, match=r"^wshygiene.ignore\\(\\) = "):
        wshygiene.ignore(pattern, reason="it is known")

def test_no_reason(wshygiene):
    with pytest.raises(ValueError, match="gives no reason"):
        wshygiene.ignore("kind=socket", reason="")
    with pytest.raises(TypeError):
        wshygiene.ignore("kind=socket")

# -- snapshot, leaks, assert_released ------------------------------------------------------------

def test_snapshot(wshygiene):
    assert dict(wshygiene.snapshot()) == {}
    with socket.socket(), socket.socket():
        lock = threading.Lock()
        assert dict(wshygiene.snapshot()) == {"socket": 2}
        assert wshygiene.snapshot()["task"] == 0
    assert dict(wshygiene.snapshot()) == {}

async def test_snapshot_in_a_loop(wshygiene):
    task = asyncio.create_task(asyncio.sleep(60))
    assert wshygiene.snapshot()["task"] == 1
    (leak,) = wshygiene.leaks()
    assert (leak.kind, leak.subject, leak.birth[0].function) == ("task", "sleep()", "test_snapshot_in_a_loop")
    task.cancel()
    await asyncio.wait([task])
    assert wshygiene.leaks() == ()

def test_leaks_folds_and_does_not_judge(wshygiene):
    pair = [socket.socket() for _ in range(2)]
    (leak,) = wshygiene.leaks()
    assert leak.count == 2
    assert "at the end of test_it.py::test_leaks_folds_and_does_not_judge" in leak.summary
    assert wshygiene.leaks() == (leak,)
    for sock in pair:
        sock.close()

def test_leaks_shows_a_watched_container(wshygiene):
    wshygiene.watch("CLIENTS", app.CLIENTS)
    app.join("c6")
    assert [(leak.kind, leak.subject) for leak in wshygiene.leaks()] == [("registry", "CLIENTS")]
    del app.CLIENTS["c6"]
    assert wshygiene.leaks() == ()

def test_released(wshygiene):
    sock = socket.socket()
    sock.close()
    wshygiene.assert_released(sock)

async def test_task_released(wshygiene):
    task = asyncio.create_task(asyncio.sleep(0))
    await task
    wshygiene.assert_released(task)
    timer = asyncio.get_running_loop().call_later(60, print)
    timer.cancel()
    wshygiene.assert_released(timer)

def test_not_released(wshygiene):
    sock = socket.socket()
    other = socket.socketpair()
    try:
        with pytest.raises(pytest.fail.Exception) as caught:
            wshygiene.assert_released(sock)
    finally:
        for each in (sock, *other):
            each.close()
    assert str(caught.value).count("WSH400") == 1, "only the one that was asked for"

def test_never_recorded(wshygiene):
    with pytest.raises(ValueError, match="`object` that was never recorded"):
        wshygiene.assert_released(object())
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_once(tmp_path_factory.mktemp("suite"), suite=SUITE, app=APP)


def marked(text: str, marker: str) -> int:
    return 1 + next(number for number, line in enumerate(text.splitlines()) if line.endswith(f"# {marker}"))


@pytest.mark.parametrize(
    ("name", "kind", "subject"),
    [
        ("dict", "registry", "CLIENTS"),
        ("set", "registry", "NAMES"),
        ("list", "registry", "LOG"),
        ("deque", "registry", "QUEUE"),
        ("attribute", "registry", "rooms"),
        ("shared", "registry", "SHARED"),
        ("local", "registry", "box"),
        ("callable", "registry", "count"),
        ("emitter", "listener", "EMITTER"),
        ("signal", "listener", "SIGNAL"),
    ],
)
def test_watched_thing_that_grows_fails_its_test(run: Run, name: str, kind: str, subject: str) -> None:
    leak = run.of(f"test_{name}")
    assert (leak["kind"], leak["subject"], leak["verdict"]) == (kind, subject, "fail")
    assert run.outcomes[f"test_{name}"] == {"PASSED", "ERROR"}


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("dict", f"app.py:{marked(APP, 'dict')}"),
        ("set", f"test_it.py:{marked(SUITE, 'set')}"),
        ("list", f"test_it.py:{marked(SUITE, 'list')}"),
        ("deque", f"test_it.py:{marked(SUITE, 'deque')}"),
        ("attribute", f"test_it.py:{marked(SUITE, 'attribute')}"),
    ],
)
def test_line_that_added_is_told_where_it_can_be_known(run: Run, name: str, place: str) -> None:
    birth = run.of(f"test_{name}")["birth"]
    assert birth
    assert f"{birth[0]['path']}:{birth[0]['line']}" == place


@pytest.mark.parametrize("name", ["shared", "local", "callable"])
def test_line_is_unknown_where_the_container_cannot_be_replaced(run: Run, name: str) -> None:
    assert run.of(f"test_{name}")["birth"] == []


@pytest.mark.parametrize("name", ["watched_twice", "same_name_for_two"])
def test_growth_is_told_whatever_else_is_watched(run: Run, name: str) -> None:
    assert [leak["kind"] for leak in run.leaks.get(f"test_{name}", [])].count("registry") >= 1


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("ignored", "ignored"),
        ("ignored_afterwards", "ignored"),
        ("other_ignored", "fail"),
    ],
)
def test_ignore(run: Run, name: str, verdict: str) -> None:
    assert run.of(f"test_{name}")["verdict"] == verdict


def test_reason_is_kept(run: Run) -> None:
    assert run.of("test_ignored")["reason"] == "the SDK has no close()"


CLEAN = [
    "grown_before_it_was_watched",
    "taken_back",
    "no_longer_watched",
    "given_back",
    "ignore_ends_with_its_test",
    "no_reason",
    "snapshot",
    "snapshot_in_a_loop",
    "leaks_folds_and_does_not_judge",
    "leaks_shows_a_watched_container",
    "released",
    "task_released",
    "not_released",
    "never_recorded",
    "watch_the_wrong_way_round",
]


@pytest.mark.parametrize("name", CLEAN)
def test_passes(run: Run, name: str) -> None:
    assert run.outcomes[f"test_{name}"] == {"PASSED"}, run.output


@pytest.mark.parametrize("name", ["cannot_be_watched", "wrong_pattern"])
def test_wrong_arguments_are_refused(run: Run, name: str) -> None:
    found = {key: words for key, words in run.outcomes.items() if key.startswith(f"test_{name}")}
    assert len(found) >= 3
    assert {key: words for key, words in found.items() if words != {"PASSED"}} == {}, run.output
