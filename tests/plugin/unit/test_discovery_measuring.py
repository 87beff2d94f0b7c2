"""Measuring what was found runs no code of the program's, keeps nothing alive, and notices what has changed."""

from __future__ import annotations

import gc
import weakref
from typing import Any
from unittest.mock import MagicMock

import pytest

from pytest_wshygiene.census.discovery import Plan
from pytest_wshygiene.census.levels import Changed

from .discovered import of_app, paths


def test_what_was_found_can_die(program: Any) -> None:
    cls = of_app()
    program.MANAGER = cls()
    program.MANAGER.rooms = {"lobby": cls()}
    plan = Plan(("discovered_app",))
    plan.measure()
    dying = [weakref.ref(program.MANAGER), weakref.ref(program.MANAGER.rooms["lobby"])]
    program.MANAGER = cls()
    gc.collect()
    assert [ref() for ref in dying] == [None, None]


@pytest.mark.parametrize("replaced", ["ROOMS", "MANAGER"])
def test_a_mock_in_the_place_of_something_is_not_touched(program: Any, replaced: str) -> None:
    program.ROOMS, program.MANAGER = {}, of_app()()
    program.MANAGER.rooms = {}
    plan = Plan(("discovered_app",))
    mock = MagicMock()
    setattr(program, replaced, mock)
    with pytest.raises(Changed):
        plan.measure()
    Plan(("discovered_app",)).measure()
    assert mock.mock_calls == []
    assert "rooms" not in vars(mock)["_mock_children"]


def test_an_instance_that_intercepts_attributes_is_left_alone(program: Any) -> None:
    def intercept(self: object, name: str) -> None:
        raise AssertionError("code of the program's was run")

    program.PROXY = of_app("Proxy", __getattribute__=intercept)()
    assert paths() == []


@pytest.mark.parametrize("name", ["NEW", "LAZY", "MANAGER.late"])
def test_what_appears_later_is_noticed(program: Any, name: str) -> None:
    program.LAZY, program.MANAGER = None, of_app()()
    plan = Plan(("discovered_app",))
    holder, _, attribute = name.rpartition(".")
    setattr(getattr(program, holder) if holder else program, attribute, {})
    with pytest.raises(Changed):
        plan.measure()
    assert paths() == [name]


@pytest.mark.parametrize(
    "name", ["ROOMS", "filter", "space", "no identifier", "class", "\ufb01rst", "Hub.seen", "MANAGER.rooms"]
)
def test_what_is_gone_is_noticed_whatever_its_name(program: Any, name: str) -> None:
    program.MANAGER, program.Hub = of_app()(), of_app("Hub")
    path, _, attribute = name.rpartition(".")
    holder = getattr(program, path) if path else program
    setattr(holder, attribute, {})
    plan = Plan(("discovered_app",))
    assert plan.measure() == [0]
    delattr(holder, attribute)
    holder.another = 1  # there are as many names as before
    with pytest.raises(Changed):
        plan.measure()


def test_the_truth_of_a_container_is_not_asked_for(program: Any) -> None:
    def tell(self: object) -> bool:
        raise AssertionError("code of the program's was run")

    program.ROOMS = type("Rooms", (dict,), {"__bool__": tell})()
    assert Plan(("discovered_app",)).measure() == [0]


def test_containers_that_were_empty_and_others_are_measured_alike(program: Any) -> None:
    program.MANAGER, program.Hub = of_app()(), of_app("Hub", empty=[], filled=[1])
    holders = (program, program.MANAGER, program.Hub)
    for holder in holders[:2]:
        holder.empty, holder.filled = [], [1]
    plan = Plan(("discovered_app",))
    assert sorted(plan.measure()) == [0, 0, 0, 1, 1, 1]
    for holder in holders:
        holder.empty.append(1)
        holder.filled = [1, 2]
    sizes = dict(zip(plan.paths, plan.measure(), strict=True))
    assert sizes == {path: 1 if path.endswith("empty") else 2 for path in plan.paths}
