"""Containers in a declared dictionary: who adds to them is seen, and nothing is kept alive for it."""

from __future__ import annotations

import gc
import threading
import weakref
from collections import defaultdict
from types import ModuleType
from typing import Any

import pytest

from pytest_wshygiene.census.handlers import handlers_among
from pytest_wshygiene.census.nested import Inside
from pytest_wshygiene.census.registries import Registry
from pytest_wshygiene.census.tokens import token_of
from pytest_wshygiene.ownership.birth import Site


class Client:
    """Somebody in a room."""

    def hear(self) -> None:
        """A handler."""


class Seen:
    """What is added to the containers in one dictionary."""

    def __init__(self, container: Any) -> None:
        self.added: list[tuple[Any, Any]] = []
        self.inside = Inside(self._note)
        self.inside.record(container)

    def _note(self, key: Any, member: Any, sites: tuple[Site, ...]) -> None:
        self.added.append((key, member))


def test_additions_inside_are_seen_until_it_is_given_back() -> None:
    rooms: dict[str, Any] = {"lobby": {1}, "log": ["a"], "owner": "x"}
    seen = Seen(rooms)
    rooms["lobby"].add(2)
    rooms["log"].append("b")
    assert seen.added == [("lobby", 2), ("log", "b")]
    seen.inside.restore()
    assert {key: type(value) for key, value in rooms.items()} == {"lobby": set, "log": list, "owner": str}
    assert rooms == {"lobby": {1, 2}, "log": ["a", "b"], "owner": "x"}


def test_what_has_come_later_is_seen_from_the_next_look_on() -> None:
    rooms: defaultdict[str, set[int]] = defaultdict(set)
    seen = Seen(rooms)
    rooms["lobby"].add(1)
    seen.inside.record(rooms)
    rooms["lobby"].add(2)
    assert seen.added == [("lobby", 2)]


def test_a_container_that_somebody_else_has_stays_as_it_is() -> None:
    rooms: dict[str, set[int]] = {"lobby": set()}
    mine = rooms["lobby"]
    seen = Seen(rooms)
    rooms["lobby"].add(1)
    assert seen.added == []
    assert rooms["lobby"] is mine


def test_nothing_is_replaced_while_another_thread_runs() -> None:
    rooms: dict[str, set[int]] = {"lobby": set()}
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    seen = Seen(rooms)
    rooms["lobby"].add(1)
    stop.set()
    thread.join()
    assert seen.added == []


@pytest.mark.parametrize("way", ["leave", "close"])
def test_nobody_is_kept_alive(way: str) -> None:
    client = Client()
    rooms = {"lobby": [client]}
    seen = Seen(rooms)
    known = weakref.ref(client)
    del client
    gc.disable()
    try:
        rooms["lobby"].clear() if way == "leave" else rooms.clear()
        assert known() is None
    finally:
        gc.enable()
    seen.inside.restore()
    assert rooms == ({"lobby": []} if way == "leave" else {})


def test_functions_under_an_event_read_as_handlers() -> None:
    client = Client()
    bus: dict[str, list[Any]] = {"said": [print]}
    before = set(Registry("bus", lambda: bus).entries())
    bus["said"].append(client.hear)
    bus["left"] = [client.hear]
    new = [token for token in Registry("bus", lambda: bus).entries() if token not in before]
    assert list(map(str, handlers_among(bus, new))) == ["`Client.hear` of 'said'", "`Client.hear` of 'left'"]


def test_objects_with_a_handler_are_not_handlers() -> None:
    client: Any = Client()
    client.handler = print
    assert handlers_among({"c1": client}, ["c1"]) == []
    assert handlers_among({"said": [client]}, [("in", "said", token_of(client))]) == []
    assert handlers_among([print], [token_of(print)]) == []


def test_a_declared_registry_knows_who_added_inside() -> None:
    module: Any = ModuleType("app")
    module.ROOMS = {"lobby": set()}
    registry = Registry("app.ROOMS", lambda: module.ROOMS, module, "ROOMS")
    registry._inside.record(module.ROOMS)
    module.ROOMS["lobby"].add("ada")
    [(code, _)] = registry.birth_of([("in", "lobby", "ada")])[:1]
    registry.restore()
    assert code.co_name == "test_a_declared_registry_knows_who_added_inside"
    assert {"lobby": {"ada"}} == module.ROOMS
    assert type(module.ROOMS["lobby"]) is set
