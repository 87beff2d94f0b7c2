"""Who keeps an object is told as it would be typed, by the path that a reader knows best."""

from __future__ import annotations

import functools
import logging
import sys
from types import ModuleType

import pytest

from pytest_wshygiene.evidence.holders import HolderSearch
from pytest_wshygiene.model import Owner
from pytest_wshygiene.ownership.accounts import Account
from pytest_wshygiene.references import ages
from pytest_wshygiene.references.ages import note_modules
from pytest_wshygiene.references.edges import shown_key
from pytest_wshygiene.settings.reading import Terms

from .keeping import App, Target


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
            "def fail(): raise ValueError\ndef outer(mine): fail()\ntry: outer(target)\n"
            "except ValueError as error: KEPT = error.__traceback__.tb_next.tb_next",
            "app.KEPT -> traceback, frame of app.py:1 in fail -> its caller `outer()` -> local `mine`",
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
