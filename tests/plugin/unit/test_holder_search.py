"""The search for holders looks at everything once, within its budget, and keeps nothing itself."""

from __future__ import annotations

import _asyncio
import asyncio
import gc
import sys
from typing import Any

import pytest

from pytest_wshygiene.census.files import around
from pytest_wshygiene.evidence.descent import Descent
from pytest_wshygiene.evidence.holders import Climb, HolderSearch
from pytest_wshygiene.references.following import referents

from .keeping import App, Target


def test_cycle_alone_is_no_holder(app: App) -> None:
    search = HolderSearch(_in_a_cycle(), "")
    assert search.run() == {}
    assert not search.spent


def _in_a_cycle() -> list[Any]:
    target: Any = Target()
    target.itself = [target]
    return [target]


def test_several_targets_are_found_in_one_search(app: App) -> None:
    targets = [Target() for _ in range(3)]
    vars(sys.modules["app"])["KEPT"] = dict(enumerate(targets))
    search = HolderSearch(targets, "")
    found = search.run()
    assert {index: search.told(path) for index, path in found.items()} == {
        0: "app.KEPT[0]",
        1: "app.KEPT[1]",
        2: "app.KEPT[2]",
    }


def test_hidden_parts_explain_nothing(app: App) -> None:
    target = Target()
    part = [target]
    space = vars(sys.modules["app"])
    space["PART"], space["REAL"] = part, {"a": [[target]]}
    search = HolderSearch([target], "", hidden=[part])
    assert search.told(search.run()[0]) == "app.REAL['a'][0][0]"


def test_hidden_part_that_the_user_keeps_leads_there_where_nothing_else_does(app: App) -> None:
    target = Target()
    part = [target]
    vars(sys.modules["app"])["PART"] = [part]
    search = HolderSearch([target], "", hidden=[part])
    assert search.told(search.run()[0]) == "app.PART[0][0]"


def test_a_loop_that_was_set_is_held_by_that_and_by_no_other_loop() -> None:
    loop, other = asyncio.new_event_loop(), asyncio.new_event_loop()
    try:
        asyncio.set_event_loop(loop)
        other.call_later(60, loop.stop)
        search = HolderSearch([loop], "")
        held = "only the standard library, in asyncio.events._event_loop_policy._local._loop"
        assert search.told(search.run()[0]) == held
    finally:
        asyncio.set_event_loop(None)
        loop.close()
        other.close()


def test_what_has_been_gone_through_is_not_gone_through_again(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    entered: list[int] = []
    below = Descent._below
    monkeypatch.setattr(Descent, "_below", lambda self, thing: entered.append(id(thing)) or below(self, thing))
    target = Target()
    vars(sys.modules["app"])["KEPT"] = [[object()], lambda: None]
    HolderSearch([target], "").run()
    assert len(entered) == len(set(entered))


def test_what_has_been_climbed_from_is_not_climbed_from_again(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    climbed: list[list[object]] = []
    climb = Climb.run
    monkeypatch.setattr(Climb, "run", lambda self, told: climbed.append(list(self._targets)) or climb(self, told))
    targets = [Target() for _ in range(3)]
    HolderSearch(targets, "").run()
    assert climbed == [targets[:2], targets[2:]]


def test_spent_budget_is_said(app: App) -> None:
    target = Target()
    vars(sys.modules["app"])["KEPT"] = target
    search = HolderSearch([target], "", seconds=-1)
    assert search.run() == {}
    assert search.spent


def test_crowd_of_holders_ends_in_time(app: App) -> None:
    target = Target()
    vars(sys.modules["app"])["KEPT"] = [[target] for _ in range(2_000)]
    search = HolderSearch([target], "", seconds=1.0)
    path = search.run().get(0)
    assert path is not None
    assert search.told(path).startswith("app.KEPT[")


def test_search_leaves_nothing_behind(app: App) -> None:
    target = Target()
    vars(sys.modules["app"])["KEPT"] = target
    before = len(gc.get_referrers(target))
    HolderSearch([target], "").run()
    gc.collect()
    assert len(gc.get_referrers(target)) == before


def test_nobody_asks_for_the_state_of_a_c_module() -> None:
    """CPython 3.12.0 to 3.12.5 hang in the next collection after somebody asked for that of ``_asyncio``."""
    assert [id(part) for part in referents(_asyncio)] == [id(vars(_asyncio))]


def test_nor_does_the_search_for_what_the_collector_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    real = gc.get_referents
    monkeypatch.setattr(gc, "get_referents", lambda *things: asked.extend(map(id, things)) or real(*things))
    assert around(-1, "", (0, bytes)) is None
    assert asked
    assert id(_asyncio) not in asked
