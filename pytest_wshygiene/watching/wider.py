"""Fixtures of wider scopes that clean up: what their teardown takes out again, the tests before it need not."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import CodeType, ModuleType
from typing import Any

from pytest_wshygiene.census.places import Place
from pytest_wshygiene.model import Leak
from pytest_wshygiene.ownership.accounts import Account
from pytest_wshygiene.references.following import reachable
from pytest_wshygiene.settings.reading import Terms
from pytest_wshygiene.watching.owners import codes_of
from pytest_wshygiene.watching.teardown_calls import takes_out_of

_SCOPES = ("class", "module", "package", "session")
#: Objects looked at from a fixture's value in search of a container.
_NEAR = 500
#: Methods of requests and test cases that are given what is to be done in the end.
_REGISTER_TEARDOWNS = frozenset(
    {"addfinalizer", "addClassCleanup", "addModuleCleanup", "enterClassContext", "enterModuleContext"}
)


class Wider:
    """Confirmed growth that is told only if it outlives the fixture that has the container in its care.

    ``claimed(account, path)`` is how much of a container is what the fixture itself has put in.
    """

    def __init__(self, fixtures: Mapping[Any, Account], claimed: Callable[[Account, str], int]) -> None:
        self._fixtures = fixtures
        self._claimed = claimed
        self._waiting: dict[Account, list[tuple[Leak, Terms, Place, int]]] = {}
        self._sizes: dict[str, int] = {}
        self._own: dict[str, int] = {}

    def takes_over(self, leak: Leak, terms: Terms, place: Place) -> bool:
        """True when a fixture of a wider scope may still take out what ``leak`` tells of; it is told later, or not."""
        living = sorted(
            (definition for definition in self._fixtures if definition.scope in _SCOPES),
            key=lambda definition: _SCOPES.index(definition.scope),
        )
        for definition in living:
            if _cares_for(definition, place):
                self._waiting.setdefault(self._fixtures[definition], []).append((leak, terms, place, place.size()))
                return True
        return False

    def begin_teardown(self, account: Account) -> None:
        """The fixture's teardown starts: remember how much there is."""
        for _, _, place, _ in self._waiting.get(account, ()):
            own = self._own[place.path] = self._claimed(account, place.path)
            self._sizes[place.path] = place.size() - own

    def end_teardown(self, account: Account) -> list[tuple[list[Leak], Terms]]:
        """The fixture has gone: what it has left in is told now, what it or one before it has taken out is no leak."""
        told = []
        for leak, terms, place, size in self._waiting.pop(account, ()):
            if place.size() < max(size - self._own.get(place.path, 0), self._sizes.get(place.path, 0)):
                reason = f"the teardown of {account.owner} takes it out"
                leak = replace(leak, verdict="unconfirmed", confirmed="", reason=reason)
            told.append(([leak], terms))
        return told


def _cares_for(definition: Any, place: Place) -> bool:
    """True for a fixture with a teardown that leads to the container: by its value, or by name."""
    codes = codes_of(definition)
    names = {name for code in codes for name in _names(code)}
    if not (any(_tears_down(code) for code in codes) or names & _REGISTER_TEARDOWNS):
        return False
    if place.names and place.names[-1] in names:
        return True
    container, value = _read(place.find), definition.cached_result[0] if definition.cached_result else None
    wanted = {id(thing) for thing in (container, _read(place.holder)) if not isinstance(thing, ModuleType)}
    if value is not None and (id(value) in wanted or bool(reachable([value], wanted, set(), most=_NEAR))):
        return True
    return bool(place.names) and takes_out_of(definition, place, container)


def _tears_down(code: CodeType) -> bool:
    is_generator = code.co_flags & (inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR)
    return bool(is_generator) or code.co_name.lower().startswith("teardown")


def _read(find: Callable[[], Any]) -> Any:
    try:
        return find()
    except (KeyError, AttributeError):
        return None


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
