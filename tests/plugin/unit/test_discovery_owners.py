"""Growth belongs to the owner whose code was running, whichever order fixtures and tests take turns in."""

from __future__ import annotations

from collections import defaultdict
from types import ModuleType
from typing import Any

import pytest

from pytest_wshygiene.census.discovery import Plan
from pytest_wshygiene.census.growth import Discovery
from pytest_wshygiene.model import Owner
from pytest_wshygiene.ownership.accounts import Account
from pytest_wshygiene.settings.reading import Terms


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


def test_growth_is_whose_code_was_running(program: Any) -> None:
    program.ROOMS = {"old": 1}
    running = Running()
    outer = running.open("fixture")
    program.ROOMS["of the fixture"] = 1
    inner = running.open("test")
    program.ROOMS["of the test"] = 1
    assert running.left_by(inner) == [("discovered_app.ROOMS", 2, 3)]
    running.discovery.turn(outer)
    assert running.left_by(outer) == [("discovered_app.ROOMS", 2, 3)]


def test_who_takes_out_what_it_put_in_has_left_nothing(program: Any) -> None:
    program.ROOMS = {}
    running = Running()
    test = running.open("test")
    fixture = running.open("fixture")
    program.ROOMS["of the fixture"] = 1
    running.discovery.turn(test)
    program.ROOMS["of the test"] = 1
    running.discovery.turn(fixture)
    del program.ROOMS["of the fixture"]
    assert running.left_by(fixture) == []
    assert running.left_by(test) == [("discovered_app.ROOMS", 0, 1)]


def test_a_replaced_container_that_is_put_back_is_no_growth(program: Any) -> None:
    program.ROOMS = before = {"a": 1, "b": 2}
    running = Running()
    test = running.open("test")
    fixture = running.open("monkeypatch")
    program.ROOMS = {}
    running.discovery.turn(test)
    program.ROOMS["c"] = 3
    running.discovery.turn(fixture)
    program.ROOMS = before
    assert running.left_by(fixture) == []
    assert running.left_by(test) == []


def test_what_an_import_adds_is_nobodys(program: Any) -> None:
    program.HANDLERS = []
    running = Running()
    test = running.open("test")
    with running.discovery.importing(ModuleType("discovered_later")):
        program.HANDLERS.append(1)
    assert running.left_by(test) == []
    running.discovery.turn(test)
    program.HANDLERS.append(2)
    assert running.left_by(test) == [("discovered_app.HANDLERS", 1, 2)]


def test_a_container_that_appears_starts_at_its_size(program: Any) -> None:
    running = Running()
    test = running.open("test")
    program.ROOMS = {"a": 1}
    assert running.left_by(test) == []
    running.discovery.turn(test)
    program.ROOMS["b"] = 2
    assert running.left_by(test) == [("discovered_app.ROOMS", 1, 2)]


def test_growth_inside_of_the_entries(program: Any) -> None:
    program.ROOMS = defaultdict(set)
    running = Running()
    first = running.open("first")
    program.ROOMS["lobby"].add("ann")
    assert running.left_by(first) == [("discovered_app.ROOMS", 0, 1)]
    running.discovery.forget(first)
    second = running.open("second")
    program.ROOMS["lobby"].add("bob")
    assert running.left_by(second) == [("discovered_app.ROOMS[*]", 1, 2)]


def test_growth_that_goes_while_it_is_waited_for(program: Any) -> None:
    program.ROOMS = {}
    running = Running()
    test = running.open("test")
    program.ROOMS["a"] = 1
    assert running.left_by(test) == [("discovered_app.ROOMS", 0, 1)]
    program.ROOMS.clear()
    assert running.left_by(test) == []


def test_a_test_is_measured_once(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    program.ROOMS = {}
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


def test_who_was_judged_is_forgotten(program: Any) -> None:
    program.ROOMS = {}
    running = Running()
    test = running.open("test")
    program.ROOMS["a"] = 1
    assert running.left_by(test) == [("discovered_app.ROOMS", 0, 1)]
    running.discovery.forget(test)
    assert running.left_by(test) == []


def test_a_bug_turns_the_discovery_off_and_is_told(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    program.ROOMS = {}
    running = Running()
    test = running.open("test")
    error = ZeroDivisionError("a bug")

    def measure(plan: Plan) -> list[int]:
        raise error

    monkeypatch.setattr(Plan, "measure", measure)
    assert running.discovery.left_by(test) == []
    assert running.crashes == [error]
