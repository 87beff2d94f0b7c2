"""Finding containers and measuring them: by path, in the order of owners, and without touching what is not ours."""

from __future__ import annotations

import gc
import sys
import weakref
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterator
from enum import Enum
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from aiohttp import web
from starlette.applications import Starlette
from starlette.datastructures import State

from pytest_wshygiene.census.discovery import DEPTH, MOST, Plan
from pytest_wshygiene.census.growth import Discovery
from pytest_wshygiene.census.levels import Changed
from pytest_wshygiene.model import Owner
from pytest_wshygiene.ownership.accounts import Account
from pytest_wshygiene.settings.reading import Terms


@pytest.fixture
def app() -> Iterator[Any]:
    """An imported package of one module; its classes are first-party because the package is named."""
    module = ModuleType("discovered_app")
    sys.modules["discovered_app"] = module
    yield module
    del sys.modules["discovered_app"]


def of_app(name: str = "Thing", **attributes: Any) -> type:
    """A class as if it were written in the application."""
    return type(name, (), {"__module__": "discovered_app", **attributes})


def paths() -> list[str]:
    return [path.removeprefix("discovered_app.") for path in Plan(("discovered_app",)).paths]


class Sized(dict):  # type: ignore[type-arg]
    def __len__(self) -> int:
        raise AssertionError("code of the program's was run")


# -- what is found -----------------------------------------------------------------------------------------------------


def test_containers_of_all_types_are_found(app: Any) -> None:
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
    vars(app).update(found)
    assert sorted(paths()) == sorted(found)


@pytest.mark.parametrize(
    "value",
    ["text", (1, 2), frozenset(), range(3), deque(maxlen=4), Sized(), MagicMock(), sys, int, len, None, iter([])],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_grow_or_cannot_be_counted_is_not(app: Any, value: Any) -> None:
    app.VALUE = value
    assert paths() == []


def test_names_that_python_and_pytest_keep_for_themselves_are_not(app: Any) -> None:
    app.__warningregistry__ = {}
    vars(app)["@pytest_ar"] = {}
    assert paths() == []


def test_class_attributes(app: Any) -> None:
    app.Hub = of_app("Hub", seen=set(), limit=3)
    app.Other = type("Other", (), {"__module__": "elsewhere", "seen": set()})
    app.Color = Enum("Color", "red green", module="discovered_app")
    assert paths() == ["Hub.seen"]


def test_attributes_of_attributes(app: Any) -> None:
    cls = of_app()
    app.APP, state, hub, bus = cls(), cls(), cls(), cls()
    app.APP.rooms, app.APP.state = {}, state
    state.topics, state.hub = [], hub
    hub.bus, bus.handlers, bus.home = bus, [], app.APP
    assert paths() == ["APP.rooms", "APP.state.topics", "APP.state.hub.bus.handlers"]


def test_a_long_chain_of_objects_is_not_followed_to_its_end(app: Any) -> None:
    node = app.FIRST = of_app("Node")()
    for _ in range(50):
        node.seen, node.next = set(), of_app("Node")()
        node = node.next
    assert len(paths()) == DEPTH


def test_very_many_objects_are_not_followed_further(app: Any) -> None:
    for number in range(MOST + 1):
        thing = of_app()()
        thing.inner, thing.seen = of_app()(), set()
        thing.inner.seen = set()
        setattr(app, f"THING_{number}", thing)
    assert len(paths()) == MOST + 1


# -- what a library lends ----------------------------------------------------------------------------------------------


def test_what_is_in_the_state_of_an_application_is_the_programs(app: Any) -> None:
    app.APP = Starlette()
    app.APP.state.clients, app.APP.state.hub = {}, of_app("Hub")()
    app.APP.state.hub.handlers = []
    plan = Plan(("discovered_app",))
    own = [place for path, place in plan.places.items() if path.startswith("discovered_app.APP.state.")]
    assert [place.path.removeprefix("discovered_app.APP.state.") for place in own] == ["clients", "hub.handlers"]
    assert [place.find() for place in own] == [app.APP.state.clients, app.APP.state.hub.handlers]
    assert not any(place.is_library for place in own)


@pytest.mark.filterwarnings("ignore::aiohttp.web.NotAppKeyWarning")
def test_what_an_application_keeps_under_keys_is_the_programs(app: Any) -> None:
    app.APP = web.Application()
    app.APP["clients"], app.APP[web.AppKey("rooms", dict)] = set(), {}
    plan = Plan(("discovered_app",))
    assert [path for path in plan.paths if "AppKey" in path or "clients" in path] == [
        "discovered_app.APP['clients']",
        "discovered_app.APP[<AppKey rooms>]",
    ]
    before = plan.measure()
    app.APP["clients"].add("c1")
    assert sum(plan.measure()) == sum(before) + 1


def test_a_plain_namespace_is_the_programs(app: Any) -> None:
    app.CONTEXT = SimpleNamespace(clients={}, limit=3)
    assert paths() == ["CONTEXT.clients"]


def test_what_is_put_into_a_namespace_later_is_found(app: Any) -> None:
    app.APP = Starlette()
    plan = Plan(("discovered_app",))
    app.APP.state.clients = {}
    with pytest.raises(Changed):
        plan.measure()


def test_a_librarys_object_that_keeps_very_much_lends_nothing(app: Any) -> None:
    app.STATE = State({f"key {number}": [] for number in range(100)})
    assert [path for path in paths() if "key" in path] == []


def test_slots(app: Any) -> None:
    app.LOG = of_app("Log", __slots__=("lines", "never_set"))()
    app.LOG.lines = []
    assert paths() == ["LOG.lines"]


def test_instances_of_libraries_are_not_entered(app: Any) -> None:
    app.CLIENT = type("Client", (), {"__module__": "logging"})()
    app.CLIENT.pool = {}
    assert paths() == []


def test_one_container_under_two_names_is_found_once(app: Any) -> None:
    app.ROOMS = {}
    app.MANAGER = of_app()()
    app.MANAGER.rooms, app.MANAGER.itself = app.ROOMS, app.MANAGER
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


def test_a_package_is_found_with_its_modules_and_not_with_its_namesakes(app: Any) -> None:
    inner, other = ModuleType("discovered_app.inner"), ModuleType("discovered_apples")
    inner.ROOMS, other.ROOMS = {}, {}  # type: ignore[attr-defined]
    sys.modules |= {inner.__name__: inner, other.__name__: other}
    try:
        assert paths() == ["inner.ROOMS"]
    finally:
        del sys.modules[inner.__name__], sys.modules[other.__name__]


# -- what is touched ---------------------------------------------------------------------------------------------------


def test_what_was_found_can_die(app: Any) -> None:
    cls = of_app()
    app.MANAGER = cls()
    app.MANAGER.rooms = {"lobby": cls()}
    plan = Plan(("discovered_app",))
    plan.measure()
    dying = [weakref.ref(app.MANAGER), weakref.ref(app.MANAGER.rooms["lobby"])]
    app.MANAGER = cls()
    gc.collect()
    assert [ref() for ref in dying] == [None, None]


@pytest.mark.parametrize("replaced", ["ROOMS", "MANAGER"])
def test_a_mock_in_the_place_of_something_is_not_touched(app: Any, replaced: str) -> None:
    app.ROOMS, app.MANAGER = {}, of_app()()
    app.MANAGER.rooms = {}
    plan = Plan(("discovered_app",))
    mock = MagicMock()
    setattr(app, replaced, mock)
    with pytest.raises(Changed):
        plan.measure()
    Plan(("discovered_app",)).measure()
    assert mock.mock_calls == []
    assert "rooms" not in vars(mock)["_mock_children"]


def test_an_instance_that_intercepts_attributes_is_left_alone(app: Any) -> None:
    def intercept(self: object, name: str) -> None:
        raise AssertionError("code of the program's was run")

    app.PROXY = of_app("Proxy", __getattribute__=intercept)()
    assert paths() == []


@pytest.mark.parametrize("name", ["NEW", "LAZY", "MANAGER.late"])
def test_what_appears_later_is_noticed(app: Any, name: str) -> None:
    app.LAZY, app.MANAGER = None, of_app()()
    plan = Plan(("discovered_app",))
    holder, _, attribute = name.rpartition(".")
    setattr(getattr(app, holder) if holder else app, attribute, {})
    with pytest.raises(Changed):
        plan.measure()
    assert paths() == [name]


@pytest.mark.parametrize(
    "name", ["ROOMS", "filter", "space", "no identifier", "class", "\ufb01rst", "Hub.seen", "MANAGER.rooms"]
)
def test_what_is_gone_is_noticed_whatever_its_name(app: Any, name: str) -> None:
    app.MANAGER, app.Hub = of_app()(), of_app("Hub")
    path, _, attribute = name.rpartition(".")
    holder = getattr(app, path) if path else app
    setattr(holder, attribute, {})
    plan = Plan(("discovered_app",))
    assert plan.measure() == [0]
    delattr(holder, attribute)
    holder.another = 1  # there are as many names as before
    with pytest.raises(Changed):
        plan.measure()


def test_the_truth_of_a_container_is_not_asked_for(app: Any) -> None:
    def tell(self: object) -> bool:
        raise AssertionError("code of the program's was run")

    app.ROOMS = type("Rooms", (dict,), {"__bool__": tell})()
    assert Plan(("discovered_app",)).measure() == [0]


def test_containers_that_were_empty_and_others_are_measured_alike(app: Any) -> None:
    app.MANAGER, app.Hub = of_app()(), of_app("Hub", empty=[], filled=[1])
    holders = (app, app.MANAGER, app.Hub)
    for holder in holders[:2]:
        holder.empty, holder.filled = [], [1]
    plan = Plan(("discovered_app",))
    assert sorted(plan.measure()) == [0, 0, 0, 1, 1, 1]
    for holder in holders:
        holder.empty.append(1)
        holder.filled = [1, 2]
    sizes = dict(zip(plan.paths, plan.measure(), strict=True))
    assert sizes == {path: 1 if path.endswith("empty") else 2 for path in plan.paths}


# -- whose growth it is ------------------------------------------------------------------------------------------------


class Running:
    """A discovery over the application, and owners that take turns."""

    def __init__(self) -> None:
        self.crashes: list[BaseException] = []
        self.discovery = Discovery(("discovered_app",), set, lambda part, error: self.crashes.append(error))
        self.discovery.look()

    def open(self, name: str) -> Account:
        account = Account(Owner("test", name), Terms(mode="fail"))
        self.discovery.begin(account)
        self.discovery.turn(account)
        return account

    def left_by(self, account: Account) -> list[tuple[str, int, int]]:
        left = [(growth.place.path, growth.before, growth.after) for growth in self.discovery.left_by(account)]
        assert self.crashes == []
        return left


def test_growth_is_whose_code_was_running(app: Any) -> None:
    app.ROOMS = {"old": 1}
    running = Running()
    outer = running.open("fixture")
    app.ROOMS["of the fixture"] = 1
    inner = running.open("test")
    app.ROOMS["of the test"] = 1
    assert running.left_by(inner) == [("discovered_app.ROOMS", 2, 3)]
    running.discovery.turn(outer)
    assert running.left_by(outer) == [("discovered_app.ROOMS", 2, 3)]


def test_who_takes_out_what_it_put_in_has_left_nothing(app: Any) -> None:
    app.ROOMS = {}
    running = Running()
    test = running.open("test")
    fixture = running.open("fixture")
    app.ROOMS["of the fixture"] = 1
    running.discovery.turn(test)
    app.ROOMS["of the test"] = 1
    running.discovery.turn(fixture)
    del app.ROOMS["of the fixture"]
    assert running.left_by(fixture) == []
    assert running.left_by(test) == [("discovered_app.ROOMS", 0, 1)]


def test_a_replaced_container_that_is_put_back_is_no_growth(app: Any) -> None:
    app.ROOMS = before = {"a": 1, "b": 2}
    running = Running()
    test = running.open("test")
    fixture = running.open("monkeypatch")
    app.ROOMS = {}
    running.discovery.turn(test)
    app.ROOMS["c"] = 3
    running.discovery.turn(fixture)
    app.ROOMS = before
    assert running.left_by(fixture) == []
    assert running.left_by(test) == []


def test_what_an_import_adds_is_nobodys(app: Any) -> None:
    app.HANDLERS = []
    running = Running()
    test = running.open("test")
    with running.discovery.importing(ModuleType("discovered_later")):
        app.HANDLERS.append(1)
    assert running.left_by(test) == []
    running.discovery.turn(test)
    app.HANDLERS.append(2)
    assert running.left_by(test) == [("discovered_app.HANDLERS", 1, 2)]


def test_a_container_that_appears_starts_at_its_size(app: Any) -> None:
    running = Running()
    test = running.open("test")
    app.ROOMS = {"a": 1}
    assert running.left_by(test) == []
    running.discovery.turn(test)
    app.ROOMS["b"] = 2
    assert running.left_by(test) == [("discovered_app.ROOMS", 1, 2)]


def test_growth_inside_of_the_entries(app: Any) -> None:
    app.ROOMS = defaultdict(set)
    running = Running()
    first = running.open("first")
    app.ROOMS["lobby"].add("ann")
    assert running.left_by(first) == [("discovered_app.ROOMS", 0, 1)]
    running.discovery.forget(first)
    second = running.open("second")
    app.ROOMS["lobby"].add("bob")
    assert running.left_by(second) == [("discovered_app.ROOMS[*]", 1, 2)]


def test_growth_that_goes_while_it_is_waited_for(app: Any) -> None:
    app.ROOMS = {}
    running = Running()
    test = running.open("test")
    app.ROOMS["a"] = 1
    assert running.left_by(test) == [("discovered_app.ROOMS", 0, 1)]
    app.ROOMS.clear()
    assert running.left_by(test) == []


def test_a_test_is_measured_once(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    app.ROOMS = {}
    running = Running()
    measured: list[Plan] = []
    measure = Plan.measure
    monkeypatch.setattr(Plan, "measure", lambda plan: (measured.append(plan), measure(plan))[1])
    for name in ("first", "second"):
        test = running.open(name)
        runner = Account(Owner("fixture", name), Terms(mode="fail"), is_plumbing=True)
        running.discovery.begin(runner)
        for account in (runner, None, test, None, runner):
            running.discovery.turn(account)
        assert running.left_by(runner) == running.left_by(test) == []
        running.discovery.forget(test)
    assert len(measured) == 2


def test_who_was_judged_is_forgotten(app: Any) -> None:
    app.ROOMS = {}
    running = Running()
    test = running.open("test")
    app.ROOMS["a"] = 1
    assert running.left_by(test) == [("discovered_app.ROOMS", 0, 1)]
    running.discovery.forget(test)
    assert running.left_by(test) == []


def test_a_bug_turns_the_discovery_off_and_is_told(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    app.ROOMS = {}
    running = Running()
    test = running.open("test")
    error = ZeroDivisionError("a bug")

    def measure(plan: Plan) -> list[int]:
        raise error

    monkeypatch.setattr(Plan, "measure", measure)
    assert running.discovery.left_by(test) == []
    assert running.crashes == [error]
