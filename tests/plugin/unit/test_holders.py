"""Holders: who keeps an object, spelled as it would be typed."""

from __future__ import annotations

import _asyncio
import functools
import gc
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pytest_wshygiene.evidence.descent import Descent
from pytest_wshygiene.evidence.holders import Climb, HolderSearch
from pytest_wshygiene.model import Owner
from pytest_wshygiene.ownership.accounts import Account
from pytest_wshygiene.references import ages
from pytest_wshygiene.references.ages import note_modules
from pytest_wshygiene.references.edges import shown_key
from pytest_wshygiene.references.following import referents
from pytest_wshygiene.settings.reading import Terms

PRELUDE = """
import asyncio, collections, contextvars, functools, types, weakref

class Room:
    def __init__(self, member=None):
        self.member = member
    def leave(self):
        pass

class Slotted:
    __slots__ = ("member",)

class Hostile:
    def __init__(self, member):
        object.__setattr__(self, "member", member)
    __class__ = property(lambda self: dict)
    def __getattr__(self, name):
        raise RuntimeError(name)
    def __setattr__(self, name, value):
        raise RuntimeError(name)
    def __repr__(self):
        raise RuntimeError("repr")
    def __eq__(self, other):
        raise RuntimeError("eq")
    __hash__ = None

class Lying(dict):
    def items(self):
        raise RuntimeError("items")
    __iter__ = keys = values = __getitem__ = items
"""


class Target:
    """What somebody holds."""


def identity(thing: Target) -> Target:
    return thing


class App:
    """A module ``app`` of the user's, whose globals hold whatever a test wants."""

    def __init__(self, module: ModuleType, root: Path) -> None:
        self._module = module
        self._root = str(root)

    def holders(self, source: str, make: Callable[[Any], Any] = identity) -> list[str]:
        """The path to ``make(target)`` after ``source`` has put ``target`` somewhere; [] for none."""
        space = vars(self._module)
        target = space["target"] = make(Target())
        exec(compile(source, f"{self._root}/app.py", "exec"), space)
        del space["target"]
        search = HolderSearch([target], self._root)
        path = search.run().get(0)
        assert not search.spent
        return [search.told(path)] if path else []


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    module = ModuleType("app")
    module.__file__ = str(tmp_path / "app.py")
    exec(compile(PRELUDE, module.__file__, "exec"), vars(module))
    monkeypatch.setitem(sys.modules, "app", module)
    return App(module, tmp_path)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("KEPT = target", "app.KEPT"),
        ("KEPT = [0, target]", "app.KEPT[1]"),
        ("KEPT = (0, 1, target)", "app.KEPT[2]"),
        ("KEPT = collections.deque([0, target])", "app.KEPT[1]"),
        ("KEPT = {target}", "app.KEPT{...}"),
        ("KEPT = frozenset({target})", "app.KEPT{...}"),
        ("KEPT = {'c1': target}", "app.KEPT['c1']"),
        ("KEPT = {'it\\'s': target}", 'app.KEPT["it\'s"]'),
        ("KEPT = {b'c1': target}", "app.KEPT[b'c1']"),
        ("KEPT = {7: target}", "app.KEPT[7]"),
        ("KEPT = {0.5: target}", "app.KEPT[0.5]"),
        ("KEPT = {True: target}", "app.KEPT[True]"),
        ("KEPT = {None: target}", "app.KEPT[None]"),
        ("KEPT = {('a', 1): target}", "app.KEPT[('a', 1)]"),
        ("KEPT = {'eur': {'c1': [target]}}", "app.KEPT['eur']['c1'][0]"),
        ("KEPT = collections.defaultdict(list, a=[target])", "app.KEPT['a'][0]"),
        ("KEPT = collections.OrderedDict(a=target)", "app.KEPT['a']"),
        ("KEPT = Room(target)", "app.KEPT.member"),
        ("KEPT = {'eur': Room(Room(target))}", "app.KEPT['eur'].member.member"),
        ("KEPT = Slotted(); KEPT.member = target", "app.KEPT.member"),
        ("Room.member = target", "app.Room.member"),
        ("Room.members = {'c1': target}", "app.Room.members['c1']"),
        ("KEPT = collections.namedtuple('Pair', 'a b')(0, target)", "app.KEPT[1]"),
        ("KEPT = {target: 1}", "app.KEPT -> key <Target>"),
        ("KEPT = {Room(): target}", "app.KEPT[<Room>]"),
        ("KEPT = functools.partial(print, target)", "app.KEPT -> partial[0]"),
        ("KEPT = types.MappingProxyType({'a': target})", "app.KEPT['a']"),
        ("KEPT = [len] * 100_000 + [target] + [len] * 100_000", "app.KEPT[100000]"),
        ("KEPT = dict.fromkeys(range(100_000), [1]) | {'c1': target}", "app.KEPT['c1']"),
    ],
)
def test_path_is_told_as_it_is_typed(app: App, source: str, told: str) -> None:
    assert app.holders(source) == [told]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "def make(kept):\n    def inner(): return kept\n    return inner\nKEPT = make(target)",
            "app.KEPT -> closure of `make.<locals>.inner`, variable `kept`",
        ),
        ("def function(kept=target): pass", "app.function -> defaults of `function`[0]"),
        ("@functools.lru_cache\ndef load(key): return key\nload(target)", "app.load -> cache of `load`"),
        (
            "def make(other, kept):\n    def inner(): return other, kept\n    return inner\nKEPT = make(0, target)",
            "app.KEPT -> closure of `make.<locals>.inner`, variable `kept`",
        ),
        ("def wait(mine): yield\nKEPT = wait(target); next(KEPT)", "app.KEPT -> `wait()`, local `mine`"),
        (
            "def fail(mine): raise ValueError\ntry: fail(target)\nexcept ValueError as error: KEPT = error",
            "app.KEPT -> traceback, frame of app.py:1 in fail -> local `mine`",
        ),
        (
            "ROOM = Room(); weakref.finalize(ROOM, print, target)",
            "finalizer `print`.args[0]",
        ),
        (
            "ROOM = Room(); KEPT = weakref.ref(ROOM, functools.partial(print, target))",
            "app.KEPT -> callback of a weak reference -> partial[0]",
        ),
        (
            "VAR = contextvars.ContextVar('VAR'); KEPT = contextvars.copy_context(); KEPT.run(VAR.set, target)",
            "app.KEPT -> context variable `VAR`",
        ),
        (
            "KEPT = asyncio.Future(loop=asyncio.new_event_loop()); KEPT.get_loop().close()\n"
            "KEPT.add_done_callback(functools.partial(print, target))",
            "app.KEPT -> done callback -> partial[0]",
        ),
        ("KEPT = weakref.WeakValueDictionary(a=target); STRONG = [target]", "app.STRONG[0]"),
    ],
)
def test_path_through_functions_names_them(app: App, source: str, told: str) -> None:
    found = app.holders(source)
    assert len(found) == 1
    assert found[0].startswith(told)


def test_bound_method_is_named(app: App) -> None:
    app.holders("pass")
    target = vars(sys.modules["app"])["Room"]()
    assert app.holders("HANDLERS = [target.leave]", lambda _: target) == ["app.HANDLERS[0] -> method `Room.leave`"]


@pytest.mark.parametrize("source", ["KEPT = Hostile(target)", "KEPT = Lying(a=target)", "KEPT = [Hostile(target)]"])
def test_hostile_holders_are_never_called(app: App, source: str) -> None:
    found = app.holders(source)
    assert len(found) == 1
    assert found[0].startswith("app.KEPT")


def test_hostile_holder_beside_the_real_one_does_not_hide_it(app: App) -> None:
    assert app.holders("KEPT = [Hostile(1), Room(target)]") == ["app.KEPT[1].member"]


def test_shortest_path_wins(app: App) -> None:
    assert app.holders("FAR = {'a': {'b': [target]}}; NEAR = [target]") == ["app.NEAR[0]"]


def test_path_that_can_be_typed_is_preferred_to_one_that_cannot(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = ModuleType("hooks")
    hooks.__file__ = sys.modules["app"].__file__
    monkeypatch.setitem(sys.modules, "hooks", hooks)
    target = Target()
    hooks.HOOK = functools.partial(print, target)  # type: ignore[attr-defined]
    assert app.holders("FEEDS = [[target]]", lambda _: target) == ["app.FEEDS[0][0]"]


def test_module_of_the_application_is_preferred_to_that_of_a_test(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    test_module = ModuleType("test_app")
    test_module.__file__ = __file__
    monkeypatch.setitem(sys.modules, "test_app", test_module)
    target = Target()
    test_module.KEPT = target  # type: ignore[attr-defined]
    assert app.holders("MANAGER = target", lambda _: target) == ["app.MANAGER"]


@pytest.mark.parametrize(
    ("name", "told"),
    [("", "logging.getLogger().handlers[{}]"), ("chat.app", "logging.getLogger('chat.app').handlers[0]")],
)
def test_handler_is_held_by_its_logger_and_by_no_other_that_leads_there(app: App, name: str, told: str) -> None:
    logger = logging.getLogger(name)
    keeper = logging.NullHandler()
    try:
        assert app.holders(f"import logging; logging.getLogger({name!r}).addHandler(target)", lambda _: keeper) == [
            told.format(len(logger.handlers) - 1)
        ]
    finally:
        logger.removeHandler(keeper)


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


@pytest.mark.parametrize(
    ("before", "during", "told", "suspect"),
    [
        ("KEPT = {}", "KEPT['c1'] = target", "app.KEPT['c1']", "['c1']"),
        ("KEPT = Room({})", "KEPT.member['c1'] = target", "app.KEPT.member['c1']", "['c1']"),
        ("KEPT = None", "KEPT = target", "app.KEPT", ".KEPT"),
        ("Room.members = []", "Room.members.append(target)", "app.Room.members[0]", "[0]"),
        ("KEPT = {}", "KEPT['eur'] = Room([target])", "app.KEPT['eur'].member[0]", "['eur'].member[0]"),
    ],
)
def test_reference_from_something_older_is_suspect(
    app: App, monkeypatch: pytest.MonkeyPatch, before: str, during: str, told: str, suspect: str
) -> None:
    space = vars(sys.modules["app"])
    exec(before, space)
    monkeypatch.setattr(ages, "_seen", set())
    monkeypatch.setattr(ages, "_noted", {})  # what a long session has noted would leave no room
    monkeypatch.setattr(ages, "_count", 0)
    note_modules()
    target = space["target"] = Target()
    exec(during, space)
    del space["target"]
    search = HolderSearch([target], "")
    path = search.run()[0]
    start, end = search.suspect(path, {}, Account(Owner("test", "test_app.py::test_it"), Terms()))
    assert (search.told(path), search.told(path)[start:end]) == (told, suspect)


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("c1", "'c1'"),
        (1, "1"),
        (("a", None), "('a', None)"),
        ((1, Target()), "<tuple>"),
        (Target(), "<Target>"),
        (type("Key", (str,), {})("x"), "<Key>"),
    ],
)
def test_key_is_shown_as_source_where_it_is_plain(key: object, shown: str) -> None:
    assert shown_key(key) == shown


def test_long_key_is_cut() -> None:
    assert len(shown_key("x" * 1000)) < 80


def test_nobody_asks_for_the_state_of_a_c_module() -> None:
    """CPython 3.12.0 to 3.12.5 hang in the next collection after somebody asked for that of ``_asyncio``."""
    assert [id(part) for part in referents(_asyncio)] == [id(vars(_asyncio))]
