"""What counts as a list of listeners, whoever wrote the emitter, and how its entries are named."""

from __future__ import annotations

import weakref
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

import pytest

from pytest_wshygiene.census.listeners import holds_listeners, listeners_in


class Event(Enum):
    JOINED = 1


class Client:
    def on_message(self) -> None: ...


@dataclass
class Subscription:
    topic: str
    callback: Callable[..., Any]


@dataclass
class Room:
    name: str
    members: int


def on_close() -> None: ...


CLIENT = Client()


def told(container: Any, name: str = "") -> list[str]:
    return [str(heard) for heard in listeners_in(container, name)]


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ([on_close], "`on_close`"),
        ([CLIENT.on_message], "`Client.on_message`"),
        ([partial(on_close)], "`on_close`"),
        ([print], "`print`"),
        ({on_close}, "`on_close`"),
        (deque([on_close]), "`on_close`"),
        ([weakref.ref(on_close)], "`on_close`"),
        ([weakref.WeakMethod(CLIENT.on_message)], "`Client.on_message`"),
        ([((1, 2), weakref.ref(on_close), False)], "`on_close`"),
        ([Subscription("news", on_close)], "`on_close`"),
        ({"close": on_close}, "`on_close` of 'close'"),
        ({3: on_close}, "`on_close` of 3"),
        ({id(CLIENT): on_close}, "`on_close`"),
        ({Event.JOINED: [on_close]}, "`on_close` of Event.JOINED"),
        ({Room: {on_close}}, "`on_close` of Room"),
        ({"close": OrderedDict({on_close: on_close})}, "`on_close` of 'close'"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_listeners(container: Any, expected: str) -> None:
    assert told(container) == [expected]
    assert holds_listeners(container, 1, is_inside=False)


@pytest.mark.parametrize(
    "container",
    [
        ["text"],
        [1],
        [Client],
        [CLIENT],
        {"ann": CLIENT},
        {"lobby": {"ann"}},
        {"lobby": []},
        [Room("lobby", 2)],
        [()],
        [],
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_things(container: Any) -> None:
    assert told(container) == []
    assert not holds_listeners(container, 1, is_inside=False)


def test_the_newest_entries_decide() -> None:
    mixed = {"limit": 3, "close": on_close}
    assert holds_listeners(mixed, 1, is_inside=False)
    assert not holds_listeners(mixed, 2, is_inside=False)


def test_inside_of_containers() -> None:
    assert holds_listeners({"close": [on_close], "open": []}, 1, is_inside=True)
    assert not holds_listeners({"lobby": {"ann"}}, 1, is_inside=True)


def test_one_handler_several_times_is_several_listeners() -> None:
    assert len(listeners_in([on_close, on_close])) == 2


def test_the_emitters_own_name_stands_in_for_an_event() -> None:
    assert told([on_close], "'closed'") == ["`on_close` of 'closed'"]


def test_a_dead_reference_is_no_listener() -> None:
    def local() -> None: ...

    dead = weakref.ref(local)
    del local
    assert told([dead]) == []
