"""Discovered containers while their test is run again: additions recorded, and the content of the first run kept."""

from __future__ import annotations

import gc
import heapq
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from functools import partial
from types import ModuleType
from typing import Any
from weakref import ref

from pytest_wshygiene.census.bounds import takes_out_what_is_too_much
from pytest_wshygiene.census.containers import parts_inside
from pytest_wshygiene.census.listeners import emitter_name, listeners_in
from pytest_wshygiene.census.places import Place
from pytest_wshygiene.census.recording import Attribute, Entry, Home, record_at
from pytest_wshygiene.census.registries import Registry
from pytest_wshygiene.census.tokens import numbered, token_of
from pytest_wshygiene.census.writers import Writers
from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.references.lending import lent_by

# Types whose content can be taken out and put in again without calling anything of the program's.
_KEPT = frozenset({dict, list, set, deque, defaultdict, OrderedDict, Counter})


@contextmanager
def traced(registries: Iterable[Recorded]) -> Iterator[None]:
    """While inside, the program is traced for those of the containers that are not recorded."""
    left = [registry for registry in registries if not registry.is_recorded]
    if not left:
        yield
        return
    writers = Writers([registry.size for registry in left], closely=False)
    for registry in left:
        registry.writers = writers
    with writers.watching():
        yield


class Recorded(Registry):
    """A container as if it had been declared; with all modules that have imported it by name.

    Where it is a list of listeners, its entries are told as such.
    """

    def __init__(self, place: Place, is_emitter: bool = False) -> None:
        self._place = place
        self._has_listeners = is_emitter
        super().__init__(place.path, place.find)
        if is_emitter:
            self.is_emitter = True
            self.subject = place.emitter
        self._restores: list[Callable[[], None] | None] = []
        if place.is_inside:
            inner = [
                record_at([home], partial(self._added_within, key, home.key))
                for key, home in _homes_inside(place.find())
            ]
            for key in list(place.find()):
                added = partial(self._added_inside, key)
                self._restores.append(record_at([Entry(place.find(), key)], added))
            self._restores += inner  # they are at home in what is given back before them
        else:
            self._restores.append(record_at(_homes(place), self._added))
        #: Who adds where no addition can be recorded, such as to a container that something else refers to as well.
        self.writers: Writers | None = None

    @property
    def is_recorded(self) -> bool:
        """False where additions to it are not seen: it is left as it was, or C code may push to it."""
        return None not in self._restores and not (list in type(self._place.now()).__mro__ and _has_heaps())

    def around(self) -> tuple[str, Any]:
        """(spelling, object) of whose attribute it is; ("", None) where it stands on its own, or has gone."""
        try:
            holder = self._place.holder() if self._place.names else None
        except (LookupError, AttributeError, TypeError):
            holder = None
        if holder is None:
            return "", None
        return holder.__name__ if type(holder) is ModuleType else self._place.emitter, holder

    def size(self) -> int:
        """How much is in it, or 0 where it has gone."""
        try:
            return self._place.size()
        except (KeyError, AttributeError, TypeError):
            return 0

    def birth_of(self, tokens: list[Hashable]) -> tuple[Site, ...]:
        """Where the first of the entries was added, if it was seen."""
        return super().birth_of(tokens) or (self.writers.of(self.size) if self.writers is not None else ())

    @property
    def takes_in_classes(self) -> bool:
        """True where each new entry is a class, or stands under one: a test that defines one does so each time."""
        container = self.container
        pairs = dict.items(container) if isinstance(container, dict) else ((entry, None) for entry in container)
        new = [pair for pair in list(pairs) if token_of(pair[0]) in self.births]
        return bool(new) and all(any(isinstance(part, type) for part in pair) for pair in new)

    @property
    def has_bound_in_code(self) -> bool:
        """True where the code that was seen to add takes out what is too much, as caches by hand do."""
        adders = [*self.births.values(), self.writers.of(self.size) if self.writers is not None else ()]
        name = self._place.names[-1] if self._place.names else ""
        return any(takes_out_what_is_too_much(adder, name) for adder in dict.fromkeys(adders))

    def entries(self) -> Mapping[Hashable, object]:
        """Every entry by a token that stays the same as long as the entry does; none where the container has gone."""
        place = self._place
        try:
            if not self._has_listeners:
                return {**super().entries(), **dict.fromkeys(self._of_objects())}
            name = emitter_name(place.holder()) if place.names else ""
            return listeners_in(place.find(), name, place.is_inside)
        except (KeyError, AttributeError):  # with the fixture that had it
            return {}

    def _of_objects(self) -> Iterator[Hashable]:
        """What is in containers of objects that are entries."""
        found = self._place.find()
        for key, _, part in parts_inside(found) if self._place.is_inside else ():
            for token in numbered(part) if dict not in type(found[key]).__mro__ else ():
                yield ("in", token_of(key), token)

    def _added_within(self, key: Any, inner: Any, member: Any, sites: tuple[Site, ...]) -> None:
        self._know(("in", token_of(key), ("in", token_of(inner), token_of(member))), sites)

    def restore(self) -> None:
        """Give the container back as it was found."""
        for restore in self._restores:
            if restore is not None:
                restore()


class UnderKeys:
    """What a first run has left under new keys of a dictionary, ``count`` of them, as far as ``is_meant(value)``.

    A cache hands out again what it has; where connections are registered, each run enters another one under its name.
    """

    def __init__(self, place: Place, count: int, is_meant: Callable[[object], bool]) -> None:
        self._find = place.find
        self._is_meant = is_meant
        self._taken: dict[Any, Any] = {}
        self._first: dict[Any, ref[Any] | None] = {}
        found = _found(place.find)
        if dict in type(found).__mro__ and not place.is_inside:
            self._first = {key: _ref(value) for key, value in list(dict.items(found))[-count:]}

    def have_changed(self) -> bool:
        """True when another object is under each of the keys now."""
        found = _found(self._find)
        if not self._first or dict not in type(found).__mro__:
            return False
        now = {key: dict.get(found, key) for key in self._first}
        return all(
            first is not None and value is not None and first() is not value and self._is_meant(value)
            for first, value in zip(self._first.values(), now.values(), strict=True)
        )

    def take_out(self) -> None:
        """Let the next run enter them as the first one did."""
        self._taken = {key: dict.pop(self._find(), key) for key in self._first}

    def are_places_for_one(self, births: Mapping[Hashable, tuple[Site, ...]]) -> bool:
        """True when the code that enters them names each key that was taken out: it keeps one thing there, the latest.

        ``births`` is where the last run has entered them.
        """
        tokens = [token_of(key) for key in self._taken]  # the key itself, if comparing it is nobody's code
        return bool(tokens) and all(
            any(token in code.co_consts for code, _ in births.get(token, ())[:1]) for token in tokens
        )

    def give_back(self) -> None:
        """What has been taken out, and was not entered again."""
        found: Any = _found(self._find) if self._taken else None
        if dict in type(found).__mro__:
            for key in self._taken.keys() - dict.keys(found):
                dict.__setitem__(found, key, self._taken[key])
        self._taken.clear()


def _found(find: Callable[[], Any]) -> Any:
    try:
        return find()
    except (KeyError, AttributeError):
        return None


def _ref(value: Any) -> ref[Any] | None:
    try:
        return ref(value)
    except TypeError:
        return None


def keeper(places: Iterable[Place]) -> Callable[[], None]:
    """Remembers what is in containers; the returned function takes out what reruns have added since."""
    kept = [(place, _kept(place)) for place in places]

    def put_back() -> None:
        for place, contents in kept:
            for key, container in _contents(place).items():
                if key in contents:
                    _take_out(container, contents[key])

    return put_back


def _kept(place: Place) -> dict[Any, Any]:
    """Of dictionaries the keys alone: their values may be containers, and would have one more reference."""
    return {
        key: set(container) if dict in type(container).__mro__ else copy(container)
        for key, container in _contents(place).items()
        if type(container) in _KEPT
    }


def _take_out(container: Any, content: Any) -> None:
    if len(container) <= len(content):
        return
    if dict in type(container).__mro__:
        for key in [key for key in container if key not in content]:
            del container[key]
    elif type(content) in type(container).__mro__:
        container.clear()
        (container.update if hasattr(container, "update") else container.extend)(content)


def _contents(place: Place) -> dict[Any, Any]:
    """The container itself, or the containers in it, by key; those of objects in it by object and name."""
    found = place.find()
    if not place.is_inside:
        return {None: found}
    return dict(found) | {("part", id(found[key]), name): part for key, name, part in parts_inside(found)}


def _has_heaps() -> bool:
    """True where code of the user's speaks of what adds to a list past its methods."""
    files = ((module, getattr(module, "__file__", None)) for module in list(sys.modules.values()))
    spaces = [vars(module) for module, file in files if isinstance(file, str) and is_first_party(file)]
    return any(value is heapq or value is heapq.heappush for space in spaces for value in list(space.values()))


def _homes_inside(found: dict[Any, Any]) -> list[tuple[Any, Entry]]:
    """(key, home) of the containers in dictionaries that are entries."""
    marks = [(key, name) for key, name, _ in parts_inside(found) if dict in type(found[key]).__mro__]
    return [(key, Entry(found[key], name)) for key, name in marks]


def _homes(place: Place) -> list[Home]:
    """Every module that has the container under some name, and the instance or class that it was found in."""
    modules = {id(vars(module)): module for module in list(sys.modules.values()) if type(module) is ModuleType}
    spaces = [space for space in gc.get_referrers(place.find()) if id(space) in modules]
    homes: list[Home] = [
        Attribute(modules[id(space)], name) for space in spaces for name in list(space) if space[name] is place.find()
    ]
    holder = place.holder() if place.names else None
    lent = lent_by(holder)
    if lent is not None and place.names[-1] in (keys := lent.keys()):
        return [*homes, Entry(lent.space, keys[place.names[-1]])]
    return homes if holder is None or type(holder) is ModuleType else [*homes, Attribute(holder, place.names[-1])]
