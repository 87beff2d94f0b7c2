"""Recording containers: no different from what they stand for, except that additions are seen."""

from __future__ import annotations

import copy
import json
import pickle
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Hashable
from types import ModuleType
from typing import Any

import pytest

from pytest_wshygiene.census.recording import Attribute, record_at
from pytest_wshygiene.ownership.birth import Site

MAKE: dict[str, Callable[[], Any]] = {
    "dict": lambda: {"a": 1, "b": 2},
    "defaultdict": lambda: defaultdict(list, {"a": [1]}),
    "OrderedDict": lambda: OrderedDict(b=1, a=2),
    "Counter": lambda: Counter(["a", "b", "a"]),
    "set": lambda: {"a", "b"},
    "list": lambda: ["a", "b", "a"],
    "deque": lambda: deque(["a", "b"], maxlen=4),
}
every = pytest.mark.parametrize("name", MAKE)


class Home:
    """A module with one container, and the additions that were seen."""

    def __init__(self, container: Callable[[], Any]) -> None:
        self.module: Any = ModuleType("app")
        self.module.KEPT = container()
        self.original = id(self.module.KEPT)
        self.added: list[Any] = []
        self.births: list[tuple[Site, ...]] = []
        self.restore = record_at([Attribute(self.module, "KEPT")], self._note)
        assert self.restore is not None

    def _note(self, member: Any, sites: tuple[Site, ...]) -> None:
        self.added.append(member)
        self.births.append(sites)


def plain(container: Any) -> Any:
    if isinstance(container, dict):
        return list(container.items())
    return sorted(container) if isinstance(container, set) else list(container)


@every
def test_looks_like_what_it_stands_for(name: str) -> None:
    home, twin = Home(MAKE[name]), MAKE[name]()
    kept = home.module.KEPT
    assert kept == twin
    assert twin == kept
    assert isinstance(kept, type(twin))
    assert type(kept).__name__ == type(twin).__name__
    assert (len(kept), bool(kept), "a" in kept) == (len(twin), bool(twin), "a" in twin)
    assert plain(kept) == plain(twin)
    assert home.added == []


@every
def test_repr_is_the_same(name: str) -> None:
    container = MAKE[name]()
    while len(container) > 1:  # the order of a set is not what is at stake
        container.popitem() if isinstance(container, dict) else container.pop()
    assert repr(Home(lambda: container.copy()).module.KEPT) == repr(container)


@every
def test_copies_are_copies_and_record_nothing(name: str) -> None:
    home, twin = Home(MAKE[name]), MAKE[name]()
    for copied in (home.module.KEPT.copy(), copy.copy(home.module.KEPT), copy.deepcopy(home.module.KEPT)):
        assert copied == twin
        if name in ("set",):
            copied.add("z")
        elif name in ("list", "deque"):
            copied.append("z")
        else:
            copied["z"] = []
    assert list(home.module.KEPT) == list(twin) or name == "set"
    assert home.added == []


@every
def test_can_be_pickled(name: str) -> None:
    home = Home(MAKE[name])
    loaded = pickle.loads(pickle.dumps(home.module.KEPT))
    assert loaded == MAKE[name]()
    assert type(loaded) is type(MAKE[name]())


@pytest.mark.parametrize("name", ["dict", "defaultdict", "OrderedDict", "list"])
def test_can_be_written_as_json(name: str) -> None:
    assert json.dumps(Home(MAKE[name]).module.KEPT) == json.dumps(MAKE[name]())


DICT = [
    "kept['c'] = 3",
    "kept['a'] = 3",
    "kept.setdefault('c', 3)",
    "kept.setdefault('a', 3)",
    "kept.setdefault('c')",
    "kept.update(c=3)",
    "kept.update({'c': 3}, d=4)",
    "kept.update([('c', 3), ('c', 4)])",
    "kept.update()",
    "kept |= {'c': 3}",
    "kept | {'c': 3}",
    "{'c': 3} | kept",
    "kept.pop('a')",
    "kept.pop('none', 5)",
    "kept.pop('none')",
    "kept.popitem()",
    "kept.clear()",
    "kept['none']",
    "kept.get('none')",
    "kept[[]] = 1",
    "kept.update(3)",
    "kept.update([(1, 2, 3)])",
    "del kept['a']",
    "sorted(reversed(kept))",
    "list(kept.keys() - {'a'})",
    "kept.fromkeys('xy')",
]
SEQUENCE = [
    "kept.append('c')",
    "kept.append(*())",
    "kept.extend('cd')",
    "kept.insert(1, 'c')",
    "kept += ['c']",
    "kept.remove('a')",
    "kept.remove('none')",
    "kept.pop()",
    "kept.reverse()",
    "kept.index('b')",
    "kept.count('a')",
    "kept[0] = 'c'",
    "kept[0]",
    "kept.clear()",
    "kept * 2",
    "'a' in kept",
]
OPERATIONS = {
    "dict": DICT,
    "defaultdict": [*DICT, "kept['new'].append(1)", "kept.default_factory"],
    "OrderedDict": [*DICT, "kept.move_to_end('b')", "kept.popitem(last=False)"],
    "set": [
        "kept.add('c')",
        "kept.add('a')",
        "kept.add([])",
        "kept.update('cd')",
        "kept |= {'c'}",
        "kept & {'a'}",
        "kept - {'a'}",
        "kept ^ {'a', 'c'}",
        "kept ^= {'c'}",
        "kept.discard('a')",
        "kept.remove('none')",
        "kept.clear()",
        "kept.union('c')",
        "kept <= {'a', 'b', 'c'}",
    ],
    "list": [*SEQUENCE, "kept.sort()", "kept[1:1] = ['x', 'y']", "kept[::-1]", "kept.sort(key=str, reverse=True)"],
    "deque": [*SEQUENCE, "kept.appendleft('c')", "kept.popleft()", "kept.rotate(1)", "kept.extendleft('cdefg')"],
}


def outcome(operation: str, kept: Any) -> tuple[Any, Any]:
    """What an operation gives or raises, and what is in the container afterwards."""
    space = {"kept": kept}
    try:
        code = compile(operation, __file__, "eval")
    except SyntaxError:
        code = compile(operation, __file__, "exec")
    try:
        result = eval(code, space)
    except Exception as error:
        result = type(error)
    return result, plain(space["kept"])


@pytest.mark.parametrize(("name", "operation"), [(name, op) for name, ops in OPERATIONS.items() for op in ops])
def test_every_operation_does_the_same(name: str, operation: str) -> None:
    home, twin = Home(MAKE[name]), MAKE[name]()
    result, inside = outcome(operation, home.module.KEPT)
    expected, twins = outcome(operation, twin)
    assert result == expected
    assert inside == twins if name != "set" else set(inside) == set(twins)


@pytest.mark.parametrize(
    ("name", "operation", "added"),
    [
        ("dict", "kept['c'] = 3", ["c"]),
        ("dict", "kept['a'] = 3", []),
        ("dict", "kept.setdefault('c', 3)", ["c"]),
        ("dict", "kept.setdefault('a', 3)", []),
        ("dict", "kept.update(c=3, a=1)", ["c"]),
        ("dict", "kept |= {'c': 3}", ["c"]),
        ("defaultdict", "kept['c'] = []", ["c"]),
        ("defaultdict", "kept['c'].append(1)", ["c"]),
        ("OrderedDict", "kept['c'] = 3", ["c"]),
        ("set", "kept.add('c')", ["c"]),
        ("set", "kept.add('a')", []),
        ("set", "kept.update('ac')", ["c"]),
        ("set", "kept |= {'c'}", ["c"]),
        ("list", "kept.append('c')", ["c"]),
        ("list", "kept.extend('c')", ["c"]),
        ("list", "kept.insert(0, 'c')", ["c"]),
        ("list", "kept += ['c']", ["c"]),
        ("deque", "kept.append('c')", ["c"]),
        ("deque", "kept.appendleft('c')", ["c"]),
        ("deque", "kept.extend('c')", ["c"]),
    ],
)
def test_additions_are_seen_with_the_line_that_made_them(name: str, operation: str, added: list[Hashable]) -> None:
    home = Home(MAKE[name])
    exec(compile(operation, __file__, "exec"), {"kept": home.module.KEPT})
    assert home.added == added
    assert all(sites[0][0].co_filename == __file__ for sites in home.births)


@every
def test_original_comes_back_with_what_was_added_and_removed(name: str) -> None:
    home = Home(MAKE[name])
    kept = home.module.KEPT
    kept.pop(*(["a"] if isinstance(kept, dict) else []))
    expected = plain(kept)
    assert home.restore is not None
    home.restore()
    assert id(home.module.KEPT) == home.original
    assert type(home.module.KEPT) is type(MAKE[name]())
    assert plain(home.module.KEPT) == expected


def test_limit_of_a_deque_is_kept() -> None:
    home = Home(MAKE["deque"])
    home.module.KEPT.extend("cdef")
    assert home.module.KEPT.maxlen == 4
    assert home.restore is not None
    home.restore()
    assert list(home.module.KEPT) == ["c", "d", "e", "f"]


def test_container_that_the_program_has_put_there_meanwhile_stays() -> None:
    home = Home(MAKE["dict"])
    home.module.KEPT = new = {"new": 1}
    assert home.restore is not None
    home.restore()
    assert home.module.KEPT is new


def test_container_with_another_reference_is_left_alone() -> None:
    module: Any = ModuleType("app")
    module.KEPT = {}
    module.ALSO = [module.KEPT]
    assert record_at([Attribute(module, "KEPT")], lambda *_: None) is None
    assert module.ALSO[0] is module.KEPT


def test_subclass_is_left_alone() -> None:
    module: Any = ModuleType("app")
    module.KEPT = type("Clients", (dict,), {})()
    before = module.KEPT
    assert record_at([Attribute(module, "KEPT")], lambda *_: None) is None
    assert module.KEPT is before


def test_read_only_attribute_is_left_alone() -> None:
    class Manager:
        def __init__(self) -> None:
            self._clients: dict[str, int] = {}

        @property
        def clients(self) -> dict[str, int]:
            return self._clients

    manager = Manager()
    before = manager.clients
    assert record_at([Attribute(manager, "clients")], lambda *_: None) is None
    assert manager.clients is before


def test_size_in_memory_is_about_the_same() -> None:
    home, twin = Home(MAKE["dict"]), MAKE["dict"]()
    assert sys.getsizeof(home.module.KEPT) < sys.getsizeof(twin) + 200
