"""Containers and emitters that the user declared: what an owner put in and did not take out."""

from __future__ import annotations

import importlib
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping
from types import ModuleType
from typing import Any

from pytest_wshygiene.census.emitters import emitter, listeners_of
from pytest_wshygiene.census.listeners import Heard
from pytest_wshygiene.census.nested import Inside
from pytest_wshygiene.census.recording import Attribute, plain_type, record_at
from pytest_wshygiene.census.tokens import as_added, is_nested, numbered, token_of
from pytest_wshygiene.census.windows import Windows
from pytest_wshygiene.ownership.accounts import Account
from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.ownership.running import EXAMPLE
from pytest_wshygiene.references.following import attributes
from wshygiene_checks.nearest import did_you_mean

_NESTED: tuple[type, ...] = (dict, list, set, frozenset, deque, defaultdict, OrderedDict)


class RegistryError(ValueError):
    """A registry that cannot be watched, with the place it was declared at."""


class Registry:
    """One watched container: its name in reports, how to look inside, and who added what where that is known."""

    def __init__(self, name: str, find: Callable[[], Any], parent: Any = None, attribute: str = "") -> None:
        self.name = name
        self.subject = ""  # what a report names instead: for a list of listeners, the emitter that it belongs to
        self.marked = False  # watched for the tests that name it, not for all
        self._find = find
        self.births: dict[Hashable, tuple[Site, ...]] = {}
        self._examples: dict[Hashable, str] = {}
        known = emitter(find())
        self.is_emitter = known is not None
        self._is_by_event = known is not None and known.is_by_event
        self.windows: Windows[Hashable] = Windows(self.entries, level=is_nested)
        if known is not None and hasattr(found := find(), known.store):
            parent, attribute = found, known.store
        self._home = Attribute(parent, attribute) if attribute else None
        self._restore = record_at([self._home], self._added) if self._home is not None else None
        self._inside = Inside(self._added_inside)

    @property
    def container(self) -> Any:
        """What it looks at now."""
        return self._find()

    @property
    def store(self) -> Any:
        """The container that has its entries: of an emitter that of the listeners, where that is as it is known."""
        return self._home.get() if self._home is not None else self._find()

    def around(self) -> tuple[str, Any]:
        """(spelling, object) of the emitter, or of whose attribute the container is; ("", None) where that is unknown.

        The name that was declared need not tell how it is spelled.
        """
        if self._home is None:
            return "", None
        holder, attribute = self._home
        if type(holder) is ModuleType:
            return holder.__name__, holder
        own = self.name.removesuffix(f".{attribute}")
        return (own, holder) if own != self.name or self.is_emitter else ("", None)

    @property
    def identity(self) -> int:
        """Which container it looks at now."""
        return id(self._find())

    def is_same(self, other: Registry) -> bool:
        """True when both look at one container."""
        return self._find() is other._find()

    def entries(self) -> Mapping[Hashable, object]:
        """Every entry by a token that stays the same as long as the entry does."""
        found = self._find()
        if callable(found) and not hasattr(type(found), "__len__") and not self.is_emitter:
            number = found()
            if not isinstance(number, int):
                raise TypeError("Watch a container, an emitter (pyee, blinker) or a function that returns a number.")
            return dict.fromkeys(range(number))
        return _entries(found)

    def growth(self, tokens: list[Hashable]) -> tuple[int, int, bool]:
        """From how many to how many entries ``tokens`` have made it, and whether they are inside of other entries."""
        outer = [token for token in tokens if not is_nested(token)]
        now = sum(is_nested(token) is not bool(outer) for token in self.entries())
        return now - len(outer or tokens), now, not outer or self._is_by_event

    def birth_of(self, tokens: list[Hashable]) -> tuple[Site, ...]:
        """Where the first of the entries was added, if it was seen."""
        return next((self.births[token] for token in self._as_added(tokens) if token in self.births), ())

    def example_of(self, tokens: list[Hashable]) -> str:
        """The example of a property-based test that added the first of the entries, in words; "" for none."""
        return next((self._examples[token] for token in self._as_added(tokens) if token in self._examples), "")

    def _as_added(self, tokens: list[Hashable]) -> list[Hashable]:
        known = [each for token in tokens for each in (token.added_as if type(token) is Heard else (token,))]
        return [as_added(token) for token in known]

    def begin(self, account: Account) -> None:
        """An account begins: remember how much there is, and see who adds to it."""
        if self._home is not None:
            self._inside.record(self._home.get())
        self.windows.begin(account)

    def restore(self) -> None:
        """Give the container back as it was declared."""
        self._inside.restore()
        if self._restore is not None:
            self._restore()

    def _added(self, key: Any, sites: tuple[Site, ...]) -> None:
        self._know(token_of(key), sites)

    def _added_inside(self, key: Any, member: Any, sites: tuple[Site, ...]) -> None:
        self._know(("in", token_of(key), token_of(member)), sites)

    def _know(self, token: Hashable, sites: tuple[Site, ...]) -> None:
        self.births[token] = sites
        example = EXAMPLE.get()
        if example is not None:
            self._examples[token] = example


class Registries:
    """All watched containers, sampled at every change of owner."""

    def __init__(self, on_crash: Callable[[str, BaseException], None]) -> None:
        self._watched: dict[str, Registry] = {}
        self._on_crash = on_crash

    def __iter__(self) -> Iterator[Registry]:
        return iter(list(self._watched.values()))

    def add(self, registry: Registry) -> Registry:
        """Watch one more; a name that is watched already stays as it is."""
        known = self._watched.get(registry.name)
        number = 1
        while known is not None and not known.is_same(registry):
            number += 1
            known = self._watched.get(f"{registry.name} ({number})")
        if known is not None:
            return known
        if number > 1:
            registry.name = f"{registry.name} ({number})"
        self._watched[registry.name] = registry
        return registry

    def remove(self, name: str) -> None:
        """Stop watching."""
        registry = self._watched.pop(name, None)
        if registry is not None:
            registry.restore()

    def begin(self, account: Account) -> None:
        """An account begins: remember how much there is."""
        for registry in self:
            registry.begin(account)

    def end_window(self, account: Account | None) -> None:
        """A stretch of ``account``'s code has ended. A container that cannot be looked into is not watched further."""
        for registry in self:
            try:
                registry.windows.end_window(account)
            except Exception as error:
                del self._watched[registry.name]
                self._on_crash(f"registry {registry.name}", error)

    def close(self) -> None:
        """Give every container back."""
        for name in list(self._watched):
            self.remove(name)


def declared(path: str, place: str) -> Registry:
    """The registry at ``package.module:NAME.attr``, or an error that says how far the path leads."""
    module_name, _, names = path.partition(":")
    try:
        module = importlib.import_module(module_name)
    except Exception as error:
        raise RegistryError(f'{place} = "{path}": {module_name} cannot be imported ({error}).') from error
    parent: Any = module
    *way, last = names.split(".")
    for name in way:
        parent = _member(parent, name, path, place)
    found = type(_member(parent, last, path, place)).__name__
    try:
        return Registry(path.replace(":", "."), lambda: getattr(parent, last), parent, last)
    except TypeError as error:
        own = [f"{path}.{name}" for name, value in attributes(getattr(parent, last)).items() if type(value) in _NESTED]
        inside = f" In it there is: {', '.join(own)}." if own else ""
        raise RegistryError(f'{place} = "{path}" is of type {found}. {error}{inside}') from error


def _member(parent: Any, name: str, path: str, place: str) -> Any:
    try:
        return getattr(parent, name)
    except AttributeError:
        own = vars(parent) if hasattr(parent, "__dict__") else ()
        known = [other for other in own if other.isidentifier() and not other.startswith("__")]
        choices = ", ".join(sorted(known)[:12]) or "none"
        hint = did_you_mean(name, known)
        raise RegistryError(f'{place} = "{path}": there is no `{name}`. Names there: {choices}.{hint}') from None


def _inside(value: Any) -> list[Hashable]:
    """What is in a container that is an entry; of a dictionary of containers, also what is in those."""
    within = dict.copy(value) if dict in type(value).__mro__ else {}
    nested = [
        ("in", token_of(key), token)
        for key, part in dict.items(within)
        if plain_type(part) in _NESTED
        for token in numbered(part)
    ]
    return numbered(value) + nested


def _entries(container: Any) -> Mapping[Hashable, object]:
    listeners = listeners_of(container)
    if listeners is not None:
        return listeners
    if isinstance(container, Mapping):
        found: dict[Hashable, object] = {}
        if isinstance(container, dict) and type(container).items is dict.items:
            container = dict.copy(container)  # at once: another thread may change it
        for key, value in list(container.items()):
            token = token_of(key)
            found[token] = None
            if plain_type(value) in _NESTED:
                found.update(dict.fromkeys(("in", token, inner) for inner in _inside(value)))
        return found
    if hasattr(type(container), "__len__") and hasattr(type(container), "__iter__"):
        return dict.fromkeys(numbered(container))
    raise TypeError("Watch a container, an emitter (pyee, blinker) or a function that returns a number.")
