"""Second looks: growth that nobody declared is a leak only if the same test, run again, grows the same container again.

A test in doubt is held when its own fixtures are gone and the wider ones still stand. It is run again, and once more
with its containers recorded, to learn who adds to them; the last run also ends the wider fixtures that were due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from pytest_wshygiene.census.places import Place
from pytest_wshygiene.census.reruns import Recorded, keeper, traced
from pytest_wshygiene.model import Leak
from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.settings.reading import Terms
from pytest_wshygiene.watching.cases import PASSIVE, RERUNS, Case, Pending, key_of
from pytest_wshygiene.watching.reruns import BY_HAND, limited, set_up_and_call, tear_down, told, unseen, why_not
from pytest_wshygiene.watching.wider import Wider

if TYPE_CHECKING:
    from pytest_wshygiene.judging.inspector import Inspector

Made = TypeVar("Made")
_FOR_LOCKS = "the test left a lock held, which a second run might wait for"


class Confirmation:
    """Decides which tests are run again, and what that says of them.

    ``pending`` are the leaks that wait for the end of the test; the list is shared with whoever judges them.
    """

    def __init__(self, inspector: Inspector, pending: list[Pending], wider: Wider) -> None:
        self._inspector = inspector
        self._pending = pending
        self._wider = wider
        self._case: Case | None = None
        #: Seconds that the last test took when it was run first.
        self.lasted = 0.0

    @property
    def is_rerun(self) -> bool:
        """True while a test is being run again."""
        return self._case is not None and self._case.is_running

    def is_held(self, item: pytest.Item) -> bool:
        """True for a test that must be run again before it can be judged."""
        return self._case is not None and self._case.item is item

    @contextmanager
    def holding(self, item: pytest.Item, failed: Callable[[], bool]) -> Iterator[None]:
        """While inside, a teardown leaves the wider fixtures alone if the test is to be run again."""
        if self._inspector.census.discovery is None or why_not(item):
            yield
            return
        state: Any = item.session._setupstate
        original = state.teardown_exact

        def teardown_exact(nextitem: pytest.Item | None) -> None:
            __tracebackhide__ = True
            error = _caught(partial(original, item.parent)) if item in state.stack else None
            if self._is_to_be_held(item, error, failed):
                return
            _raise(_caught(partial(original, nextitem)), None if self.is_rerun else error)

        state.teardown_exact = teardown_exact
        try:
            yield
        finally:
            del state.teardown_exact

    def confirm(self, item: pytest.Item, nextitem: pytest.Item | None) -> pytest.ExceptionInfo[BaseException] | None:
        """Run the held test again, and put what is known then into ``pending``.

        Returns what the teardown of wider fixtures has raised, if they were due.
        """
        case, discovery = self._case, self._inspector.census.discovery
        assert case is not None
        assert discovery is not None
        ledger = self._inspector.ledger
        case.is_running = discovery.is_patient = ledger.repeating = True
        case.alive = self._alive()
        found = {path: discovery.place(path) for path in case.doubts}
        case.places = {path: place for path, place in found.items() if place is not None}
        case.look_under_keys(self._inspector.holds_made)
        beside = [discovery.around(place) for place in case.places.values()]
        case.put_back = [keep for places in beside if (keep := _caught_gone(keeper, places))]
        excinfo = None
        try:
            with unseen(item):
                for rerun in range(1, RERUNS + 1):
                    with self._recorded(case if rerun == RERUNS else None) as recorded:
                        with traced(recorded), limited(self.lasted):
                            case.trouble = set_up_and_call(item)
                        excinfo = tear_down(item, nextitem)
                    if not case.doubts:
                        break
        finally:
            discovery.is_patient = ledger.repeating = False
            self._case = None
        return excinfo

    def explained(self, leak: Leak, item: pytest.Item | None, failed: str | None) -> Leak:
        """A leak that stays in doubt, with the reason why no rerun has said more."""
        if leak.verdict != "unconfirmed" or leak.reason:
            return leak
        if item is None or leak.owner.scope not in (None, "function"):
            return leak.judged("unconfirmed", "a fixture of a wider scope is not set up a second time")
        if leak.owner.nodeid == failed:
            return leak.judged("unconfirmed", "the test failed, and was not run again")
        reason = why_not(item) or _FOR_LOCKS
        return leak.judged("unconfirmed", reason)

    def _is_to_be_held(self, item: pytest.Item, error: BaseException | None, failed: Callable[[], bool]) -> bool:
        """The item alone has been torn down: True when it is run again before the wider fixtures are."""
        case = self._case
        if case is None:
            if error is None and not failed():
                self._case = self._opened(item)
            return self._case is not None
        case.trouble = case.trouble or (told(error) if error is not None else "")
        case.observe({key_of(leak): leak for leaks, _ in self._pending for leak in leaks})
        self._pending.clear()
        if not case.doubts:
            self._close(case)
        return bool(case.doubts)

    def _opened(self, item: pytest.Item) -> Case | None:
        """A case for what the item's own account, or a fixture of its own, has left in doubt."""
        doubts = {
            key_of(leak): leak
            for leaks, _ in self._pending
            for leak in leaks
            if leak.verdict == "unconfirmed" and not leak.reason and leak.owner.scope in (None, "function")
        }
        if not doubts or any(leak.kind == "lock" for leaks, _ in self._pending for leak in leaks):
            return None
        inner = {f"{path}[*]" for path in doubts}  # what has come with an entry goes with it
        doubts = {path: leak for path, leak in doubts.items() if path not in inner}
        left = [([leak for leak in leaks if key_of(leak) not in inner], terms) for leaks, terms in self._pending]
        case = Case(item, left, doubts)
        self._pending.clear()
        return case

    def _close(self, case: Case) -> None:
        """Give back what the first run has left, with what is known now.

        What reruns have left alive stays where the program keeps it: a wider fixture may end all that it finds there,
        and then wait until everything has ended.
        """
        if not case.leaves_alive and not self._alive().keys() - case.alive.keys():
            for put_back in case.put_back:
                _caught_gone(put_back)
        for leaks, terms in case.left:
            known = [case.settled.get(key_of(leak), leak) if leak.verdict == "unconfirmed" else leak for leak in leaks]
            known = [_kept_by_what_grows(leak, known) for leak in known]
            self._pending.append(([leak for leak in known if not self._waits(leak, terms, case.places)], terms))

    def _alive(self) -> dict[int, Record]:
        """The records of what wider owners have open that somebody may wait for; timers come and go."""
        records = [suspect.record for suspect in self._inspector.open_now()]
        return {id(record): record for record in records if record.kind not in (*PASSIVE, "timer")}

    def _waits(self, leak: Leak, terms: Terms, places: Mapping[str, Place]) -> bool:
        """True for a confirmed leak that a fixture of a wider scope may still put right."""
        place = places.get(key_of(leak))
        return bool(leak.confirmed) and place is not None and self._wider.takes_over(leak, terms, place)

    @contextmanager
    def _recorded(self, case: Case | None) -> Iterator[list[Recorded]]:
        """While inside, additions to the containers in doubt are recorded, as if they had been declared."""
        if case is None:
            yield []
            return
        registries, discovery = self._inspector.census.registries, self._inspector.census.discovery
        assert discovery is not None
        doubts = {
            key: (place.inside if key in case.grown_inside else place, case.doubts[key].kind == "listener")
            for key, place in case.places.items()
            if key in case.doubts
        }
        made = {key: each for key, doubt in doubts.items() if (each := _caught_gone(Recorded, *doubt)) is not None}
        case.recorded = made
        names = [registries.add(registry).name for registry in made.values()]
        discovery.search_again()
        try:
            yield list(made.values())
        finally:
            for name in names:
                registries.remove(name)
            discovery.search_again()


def _kept_by_what_grows(leak: Leak, known: list[Leak]) -> Leak:
    """A thing that is kept in what is confirmed to grow is certain as well; elsewhere it may be the only one."""
    if leak.kind != "retained" or leak.verdict != "unconfirmed" or not leak.holders:
        return leak
    grown = (other for other in known if other.confirmed and other.holders and other is not leak)
    for other in grown:
        if leak.holders[0].startswith(other.holders[0].removesuffix("[*]")):
            return replace(leak, verdict="fail", reason="", confirmed=other.confirmed)
    return leak


def _caught_gone(make: Callable[..., Made], *args: Any) -> Made | None:
    """The result, or None for a container that has gone or cannot be looked into: its size must do."""
    try:
        return make(*args)
    except (TypeError, KeyError, AttributeError, RuntimeError):
        return None


def _caught(call: Callable[[], None]) -> BaseException | None:
    __tracebackhide__ = True  # what a finalizer raises is shown without the lines that have waited for it
    try:
        call()
    except BY_HAND:
        raise
    except BaseException as error:
        return error
    return None


def _raise(*errors: BaseException | None) -> None:
    __tracebackhide__ = True
    raised = [error for error in errors if error is not None]
    if len(raised) > 1:
        raise BaseExceptionGroup("errors while tearing down", raised)
    if raised:
        raise raised[0]
