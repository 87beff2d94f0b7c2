"""Containers of a program are found wherever they are kept, by the path that one would type, and nobody else's."""

from __future__ import annotations

import sys
import weakref
from collections import Counter, OrderedDict, defaultdict, deque
from enum import Enum
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from aiohttp import web
from starlette.applications import Starlette
from starlette.datastructures import State

from pytest_wshygiene.census.discovery import DEPTH, MOST, Plan
from pytest_wshygiene.census.levels import Changed

from .discovered import of_app, paths


class Sized(dict):  # type: ignore[type-arg]
    def __len__(self) -> int:
        raise AssertionError("code of the program's was run")


def test_containers_of_all_types_are_found(program: Any) -> None:
    found: dict[str, Any] = {
        "a_dict": {},
        "a_list": [],
        "a_set": set(),
        "a_deque": deque(),
        "an_ordered": OrderedDict(),
        "a_default": defaultdict(list),
        "a_counter": Counter(),
        "a_weak_set": weakref.WeakSet(),
        "a_weak_key": weakref.WeakKeyDictionary(),
        "a_weak_value": weakref.WeakValueDictionary(),
        "a_subclass": type("Rooms", (dict,), {})(),
    }
    vars(program).update(found)
    assert sorted(paths()) == sorted(found)


@pytest.mark.parametrize(
    "value",
    ["text", (1, 2), frozenset(), range(3), deque(maxlen=4), Sized(), MagicMock(), sys, int, len, None, iter([])],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_grow_or_cannot_be_counted_is_not(program: Any, value: Any) -> None:
    program.VALUE = value
    assert paths() == []


def test_names_that_python_and_pytest_keep_for_themselves_are_not(program: Any) -> None:
    program.__warningregistry__ = {}
    vars(program)["@pytest_ar"] = {}
    assert paths() == []


def test_class_attributes(program: Any) -> None:
    program.Hub = of_app("Hub", seen=set(), limit=3)
    program.Other = type("Other", (), {"__module__": "elsewhere", "seen": set()})
    program.Color = Enum("Color", "red green", module="discovered_app")
    assert paths() == ["Hub.seen"]


def test_attributes_of_attributes(program: Any) -> None:
    cls = of_app()
    program.APP, state, hub, bus = cls(), cls(), cls(), cls()
    program.APP.rooms, program.APP.state = {}, state
    state.topics, state.hub = [], hub
    hub.bus, bus.handlers, bus.home = bus, [], program.APP
    assert paths() == ["APP.rooms", "APP.state.topics", "APP.state.hub.bus.handlers"]


def test_a_long_chain_of_objects_is_not_followed_to_its_end(program: Any) -> None:
    node = program.FIRST = of_app("Node")()
    for _ in range(50):
        node.seen, node.next = set(), of_app("Node")()
        node = node.next
    assert len(paths()) == DEPTH


def test_very_many_objects_are_not_followed_further(program: Any) -> None:
    for number in range(MOST + 1):
        thing = of_app()()
        thing.inner, thing.seen = of_app()(), set()
        thing.inner.seen = set()
        setattr(program, f"THING_{number}", thing)
    assert len(paths()) == MOST + 1


def test_what_is_in_the_state_of_an_application_is_the_programs(program: Any) -> None:
    program.APP = Starlette()
    program.APP.state.clients, program.APP.state.hub = {}, of_app("Hub")()
    program.APP.state.hub.handlers = []
    plan = Plan(("discovered_app",))
    own = [place for path, place in plan.places.items() if path.startswith("discovered_app.APP.state.")]
    assert [place.path.removeprefix("discovered_app.APP.state.") for place in own] == ["clients", "hub.handlers"]
    assert [place.find() for place in own] == [program.APP.state.clients, program.APP.state.hub.handlers]
    assert not any(place.is_library for place in own)


@pytest.mark.filterwarnings("ignore::aiohttp.web.NotAppKeyWarning")
def test_what_an_application_keeps_under_keys_is_the_programs(program: Any) -> None:
    program.APP = web.Application()
    program.APP["clients"], program.APP[web.AppKey("rooms", dict)] = set(), {}
    plan = Plan(("discovered_app",))
    assert [path for path in plan.paths if "AppKey" in path or "clients" in path] == [
        "discovered_app.APP['clients']",
        "discovered_app.APP[<AppKey rooms>]",
    ]
    before = plan.measure()
    program.APP["clients"].add("c1")
    assert sum(plan.measure()) == sum(before) + 1


def test_a_plain_namespace_is_the_programs(program: Any) -> None:
    program.CONTEXT = SimpleNamespace(clients={}, limit=3)
    assert paths() == ["CONTEXT.clients"]


def test_what_is_put_into_a_namespace_later_is_found(program: Any) -> None:
    program.APP = Starlette()
    plan = Plan(("discovered_app",))
    program.APP.state.clients = {}
    with pytest.raises(Changed):
        plan.measure()


def test_a_librarys_object_that_keeps_very_much_lends_nothing(program: Any) -> None:
    program.STATE = State({f"key {number}": [] for number in range(100)})
    assert [path for path in paths() if "key" in path] == []


def test_slots(program: Any) -> None:
    program.LOG = of_app("Log", __slots__=("lines", "never_set"))()
    program.LOG.lines = []
    assert paths() == ["LOG.lines"]


def test_instances_of_libraries_are_not_entered(program: Any) -> None:
    program.CLIENT = type("Client", (), {"__module__": "logging"})()
    program.CLIENT.pool = {}
    assert paths() == []


def test_one_container_under_two_names_is_found_once(program: Any) -> None:
    program.ROOMS = {}
    program.MANAGER = of_app()()
    program.MANAGER.rooms, program.MANAGER.itself = program.ROOMS, program.MANAGER
    assert paths() == ["ROOMS"]


def test_it_is_named_where_it_is_assigned(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "discovered_main.py").write_text("from discovered_state import ROOMS, MANAGER\n")
    state = (
        "class Manager:\n    def __init__(self):\n        self.rooms = {}\n\nROOMS: dict = {}\nMANAGER = Manager()\n"
    )
    (tmp_path / "discovered_state.py").write_text(state)
    monkeypatch.syspath_prepend(tmp_path)
    __import__("discovered_main")
    try:
        found = Plan(("discovered_main", "discovered_state")).paths
    finally:
        del sys.modules["discovered_main"], sys.modules["discovered_state"]
    assert found == ["discovered_state.ROOMS", "discovered_state.MANAGER.rooms"]


def test_a_package_is_found_with_its_modules_and_not_with_its_namesakes(program: Any) -> None:
    inner, other = ModuleType("discovered_app.inner"), ModuleType("discovered_apples")
    inner.ROOMS, other.ROOMS = {}, {}  # type: ignore[attr-defined]
    sys.modules |= {inner.__name__: inner, other.__name__: other}
    try:
        assert paths() == ["inner.ROOMS"]
    finally:
        del sys.modules[inner.__name__], sys.modules[other.__name__]
