"""Whose code was running when a discovered container grew, told by its size alone.

A container is measured when another owner's code begins to run, once for each test without fixtures of its own. What
shrinks is taken from who is running first, then from whoever added last. What an owner has added counts only as far as
the container is larger than it was when the owner began: replacing a container, or putting one back, adds nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NamedTuple

from pytest_wshygiene.census.containers import is_weak, parts_inside
from pytest_wshygiene.census.discovery import Plan
from pytest_wshygiene.census.entered import entered
from pytest_wshygiene.census.levels import Changed
from pytest_wshygiene.census.listeners import holds_listeners
from pytest_wshygiene.census.places import Held, Place
from pytest_wshygiene.ownership.accounts import Account


class Growth(NamedTuple):
    """A discovered container that an owner left larger; ``is_emitter`` where listeners are what was added."""

    place: Place
    before: int
    after: int
    is_emitter: bool = False

    @property
    def measured(self) -> tuple[Any, int, int, bool]:
        """The container, from how many to how many entries it grew, and whether these are inside of its entries."""
        return self.place.now(), self.before, self.after, self.place.is_inside

    @property
    def kind(self) -> str:
        """The kind of leak that it is."""
        return "listener" if self.is_emitter else "registry"


class Discovery:
    """The containers of ``packages``, without those that ``declared()`` lists by identity: they are watched already.

    ``held()`` are further objects to look into for as long as they live, such as the values of fixtures.
    """

    def __init__(
        self,
        packages: tuple[str, ...],
        declared: Callable[[], Set[int]],
        on_crash: Callable[[str, BaseException], None],
        held: Callable[[], Sequence[Held]] = tuple,
    ) -> None:
        self._packages = packages
        self._declared = declared
        self._held = held
        self._entered: list[Held] | None = None  # found with the first containers
        self._on_crash = on_crash
        self._plan = Plan()
        self._sizes: list[int] = []
        self._is_planned = False
        self._modules = -1
        self._loaded: ModuleType | None = None  # its body has just run
        self._running: Account | None = None
        self._is_stale = True
        self._claims: dict[str, dict[Account | None, int]] = {}
        self._appeared: dict[str, int] = {}  # how large containers were when they were found
        self._begun: dict[Account, tuple[Plan, list[int]]] = {}
        #: True while growth is to be settled as patiently as everything else, because it is about to be reported.
        self.is_patient = False

    def turn(self, account: Account | None) -> None:
        """``account``'s code begins to run. What runs between owners is pytest, and changes nothing here."""
        if account is None or account.is_plumbing:
            return
        if account is not self._running:
            self.look()
            self._running = account
        self._is_stale = True

    @contextmanager
    def importing(self, module: ModuleType) -> Iterator[None]:
        """While inside, what grows is nobody's: the body of ``module`` runs.

        Its containers are measured as they are when it has run, before the one who imports it can add to them.
        """
        self._is_stale = True
        self.look()
        running, self._running = self._running, None
        self._is_stale = True
        try:
            yield
        finally:
            self._is_stale, self._loaded = True, module
            self._modules = -1  # it has been among them since before its body ran, and was not looked into
            self.look()
            self._running, self._loaded = running, None
            self._is_stale = True

    def begin(self, account: Account) -> None:
        """An account begins: remember how much there is."""
        if account.is_plumbing:
            return
        self.look()
        self._begun[account] = (self._plan, self._sizes)

    def look(self) -> None:
        """Measure, and put down what has changed to who was running; nothing where nobody has run since."""
        if not self._is_stale:
            return
        self._is_stale = False
        try:
            self._measure()
        except Exception as error:  # a bug of ours, or a container that cannot be measured
            self._on_crash("discovery", error)
            self._packages = ()
            self._plan, self._sizes = Plan(), []

    def left_by(self, account: Account) -> list[Growth]:
        """What ``account`` has left larger than it was; once it has been seen to have left nothing, that stays so."""
        if account not in self._begun:
            return []
        self._is_stale = self._is_stale or self._has_claims(account)
        self.look()
        if not self._has_claims(account):
            return []
        plan, sizes = self._begun[account]
        before = self._appeared | dict(zip(plan.paths, sizes, strict=True))
        found = []
        for path, size in zip(self._plan.paths, self._sizes, strict=True):
            own = min(self._claims.get(path, {}).get(account, 0), size - before.get(path, size))
            if own > 0 and not _is_weak(place := self._plan.places[path]):
                grown = Growth(place, size - own, size, _are_listeners(place, own))
                if grown.is_emitter or not place.has_only_listeners:
                    found.append(grown)
        return _without_doubles(_without_events(found))

    def claimed(self, account: Account, path: str) -> int:
        """How much ``account`` has added to the container at ``path`` that is still there."""
        return self._claims.get(path, {}).get(account, 0)

    def place(self, path: str) -> Place | None:
        """Where the container at ``path`` is."""
        return self._plan.places.get(path)

    def around(self, place: Place) -> list[Place]:
        """What may grow along with a place: what is inside of it, and of a library's object all that is measured."""
        return self._plan.around(place)

    def _has_claims(self, account: Account) -> bool:
        return any(account in claims for claims in self._claims.values())

    def search_again(self) -> None:
        """Other containers are declared now than when these were found."""
        self._is_planned, self._is_stale = False, True

    def forget(self, account: Account) -> None:
        """``account`` has been judged: what it left behind is nobody's from now on."""
        self._begun.pop(account, None)
        for path in [path for path, claims in self._claims.items() if account in claims]:
            del self._claims[path][account]
            if not self._claims[path]:
                del self._claims[path]

    def _measure(self) -> None:
        if self._is_planned and (self._modules == len(sys.modules) or not self._plan.is_outdated(self._loaded)):
            self._modules = len(sys.modules)
            try:
                sizes = self._plan.measure()
            except Changed:
                pass
            else:
                if sizes != self._sizes:
                    self._compare(self._plan, sizes)
                return
        self._compare(*self._planned())

    def _planned(self) -> tuple[Plan, list[int]]:
        plan = self._plan_with(self._entered or ())
        if self._entered is None:
            self._entered = entered(plan.places.values())
            plan = self._plan_with(self._entered) if self._entered else plan
        self._modules, self._is_planned = len(sys.modules), not plan.is_pending
        return plan, plan.measure()

    def _plan_with(self, entered: Iterable[Held]) -> Plan:
        return Plan(self._packages, self._declared(), [*self._held(), *entered], self._loaded)

    def _compare(self, plan: Plan, sizes: list[int]) -> None:
        """Take in new sizes; what has only now been found starts at the size that it has."""
        before = dict(zip(self._plan.paths, self._sizes, strict=True))
        self._appeared |= {path: size for path, size in zip(plan.paths, sizes, strict=True) if path not in before}
        changes = {path: size - before.get(path, size) for path, size in zip(plan.paths, sizes, strict=True)}
        changed = [path for path, change in changes.items() if change]
        for path in changed:
            self._credit(path, changes[path])
        self._plan, self._sizes = plan, sizes
        if plan.has_news(changed):
            self._plan, self._sizes = self._planned()

    def _credit(self, path: str, change: int) -> None:
        claims = self._claims.setdefault(path, {})
        if change > 0:
            claims[self._running] = claims.pop(self._running, 0) + change
            return
        for account in dict.fromkeys((self._running, *reversed(claims))):
            own = claims.get(account, 0)
            taken = min(own, -change)
            change += taken
            if taken and own == taken:
                del claims[account]
            elif taken:
                claims[account] = own - taken
        if not claims:
            del self._claims[path]


def _without_events(found: list[Growth]) -> list[Growth]:
    """Leave out a dictionary that has new events where the listeners of its events are told: they are the same."""
    inside = {grown.place.path for grown in found if grown.is_emitter and grown.place.is_inside}
    return [grown for grown in found if not (grown.is_emitter and grown.place.inside.path in inside)]


def _without_doubles(found: list[Growth]) -> list[Growth]:
    """Leave out a dictionary of objects whose containers are told elsewhere: an object may be found by several ways."""
    told = {id(_found(grown.place)) for grown in found if not grown.place.is_inside}
    kept = []
    for grown in found:
        parts = {id(part) for _, _, part in parts_inside(_found(grown.place))} if grown.place.is_inside else set()
        if not parts or not parts <= told:
            kept.append(grown)
            told |= parts
    return kept


def _found(place: Place) -> object:
    try:
        return place.find()
    except (LookupError, AttributeError, TypeError):
        return None


def _is_weak(place: Place) -> bool:
    """True where others keep the entries, such as pytest those that a fixture has made until its test has ended."""
    return is_weak(_found(place))


def _are_listeners(place: Place, newest: int) -> bool:
    try:
        return holds_listeners(place.find(), newest, place.is_inside)
    except (LookupError, AttributeError, TypeError, RuntimeError):
        return False
