"""What cannot outlive its event loop is judged when that closes, before its runner cancels what is left."""

from __future__ import annotations

import threading
import weakref
from asyncio import Task
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from pytest_wshygiene.adoption.shared import is_service, maker
from pytest_wshygiene.evidence.leaks import Evidence, Moment
from pytest_wshygiene.grouping.belonging import group
from pytest_wshygiene.grouping.far_ends import without_far_ends
from pytest_wshygiene.grouping.joining import Group, mark
from pytest_wshygiene.grouping.repeats import without_repeats
from pytest_wshygiene.grouping.surroundings import is_users
from pytest_wshygiene.ownership.accounts import Account, acting_for
from pytest_wshygiene.ownership.running import EXAMPLE
from pytest_wshygiene.probes.loops import is_of_main_thread, trio_pause
from pytest_wshygiene.probes.panel import Panel, Suspect
from pytest_wshygiene.probes.processes import is_of_asyncio
from pytest_wshygiene.probes.registrations import is_signal_handler
from pytest_wshygiene.probes.tasks import task_code
from pytest_wshygiene.settling.bystanders import nothing_happens_to
from pytest_wshygiene.settling.loop_ends import bound_to
from pytest_wshygiene.settling.settle import QUICK, settle, settle_inside, turn_loops


class ClosingLoops:
    """Hears of loops that close, and notes what they end in the ``accounts`` of those who made it."""

    def __init__(
        self,
        panel: Panel,
        evidence: Evidence,
        accounts: Collection[Account],
        is_home: Callable[[], bool],
        on_crash: Callable[[str, BaseException], None],
    ) -> None:
        self._panel = panel
        self._evidence = evidence
        self._accounts = accounts
        self._is_home = is_home
        self._on_crash = on_crash
        self._told: weakref.WeakSet[Any] = weakref.WeakSet()  # loops that had something left on them

    def ends(self, loop: Any, how: Callable[[], str], by_hand: bool) -> None:
        """Judge what cannot outlive ``loop``, whoever made it; told when its owner's account is closed.

        ``how()`` says what becomes of what is left on it. ``by_hand`` is true where the program itself closes it, which
        takes its signal handlers off.
        """
        if not self._is_home():
            return
        try:
            with acting_for(None):
                self._judge_loop(partial(self._bound_to, loop, by_hand), how)
        except Exception as error:  # a bug of ours must not reach whoever closes the loop
            self._on_crash("event loop", error)

    def _judge_loop(self, bound: Callable[[], list[Suspect]], how: Callable[[], str]) -> None:
        terms = [suspect.record.account.terms for suspect in bound()]
        if not terms:
            return
        turn_loops()
        if bound():
            patience = max(each.settle for each in terms)
            settle(
                lambda: not bound(),
                min(patience, QUICK) if EXAMPLE.get() else patience,
                lambda rest: nothing_happens_to(bound(), rest, self._panel.watch.ledger.records.values()),
            )
        left = bound()
        if left:
            self._told.update(filter(None, {self._panel.loop_of(suspect) for suspect in left}))
            self._note(left, how())

    def is_aftermath(self, suspect: Suspect) -> bool:
        """True for a library's task that was begun while what is told of its loop was cancelled: that has begun it."""
        if suspect.record.kind != "task" or is_users(task_code(suspect.resource)):
            return False
        return bool(self._told) and self._panel.loop_of(suspect) in self._told

    async def trio_ends(self, runner: Any) -> None:
        """The same for a run of trio's, from inside."""
        if not self._is_home():
            return
        try:
            with acting_for(None):
                terms = [suspect.record.account.terms for suspect in self._bound_to(runner)]
                if terms:
                    seconds = max(each.settle for each in terms)
                    await settle_inside(lambda: not self._bound_to(runner), seconds, trio_pause)
                    self._note(self._bound_to(runner), "cancelled at the end of the run of trio that it was in")
        except Exception as error:
            self._on_crash("event loop", error)

    def _note(self, suspects: list[Suspect], how: str) -> None:
        for account in {suspect.record.account for suspect in suspects}:
            mine = [suspect for suspect in suspects if suspect.record.account is account]
            opened = self._panel.open_among(list(account.records.values()))
            wholes = [each for each in opened if each.record.kind == "socket" or is_of_asyncio(each)]
            lasting = {id(each.resource) for each in wholes}  # told here only with what the loop ends
            groups = group(without_repeats([*mine, *wholes]))
            ended = {id(each.resource) for each in mine}
            groups = [made for made in groups if id(made.whole.resource) not in lasting or _has_any(made, ended)]
            records = list(self._panel.watch.ledger.records.values())
            groups = without_far_ends(groups, records, self._panel)
            account.notes += self._evidence.leaks(groups, Moment(ended_by=how), records)
            mark(groups)

    def _bound_to(self, loop: Any, by_hand: bool = False) -> list[Suspect]:
        found = bound_to(loop, list(self._accounts), self._panel)
        return [
            suspect
            for suspect in found
            if not self._is_of_library(suspect, loop) and not (by_hand and is_signal_handler(suspect.resource))
        ]

    def _is_of_library(self, suspect: Suspect, loop: Any) -> bool:
        """True for a task that a library runs for itself, and for a timer on its own loop in a thread of its own."""
        if is_service(suspect.resource, suspect.record.birth):
            return True
        is_main = threading.current_thread() is threading.main_thread() and is_of_main_thread(loop)
        if suspect.record.kind != "timer" or is_main:
            return False
        made = self._panel.watch.ledger.find(loop)
        return made is not None and bool(maker(made.birth) and maker(suspect.record.birth))

    def stubborn(self, tasks: list[Task[Any]]) -> None:
        """Tasks that could not be cancelled: tell of it in the leak that they are, or make one."""
        for task in tasks:
            record = self._panel.watch.ledger.find(task)
            if record is None or record.account.closed:
                continue
            record.judged = False
            suspects = self._panel.open_among([record])
            subject = self._panel.look(suspects[0]).subject if suspects else ""
            account = record.account
            account.notes[:] = [leak for leak in account.notes if leak.subject != subject]
            self._note(suspects, "swallows cancellation, and was abandoned")


def _has_any(made: Group, wanted: set[int]) -> bool:
    return any(id(part.resource) in wanted for part in (made.whole, *made.parts))
