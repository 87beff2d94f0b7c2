"""The judge: opens an account for every owner, closes it when the owner is gone, and says what was left behind.

Nothing is done while nothing is suspect: closing a clean account looks at its own records once.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pytest_wshygiene.adoption.adopting import Adoption
from pytest_wshygiene.adoption.pooling import reaches
from pytest_wshygiene.census.descriptors import OpenDescriptor
from pytest_wshygiene.census.taking import Census, Seen
from pytest_wshygiene.evidence.leaks import Evidence, Moment
from pytest_wshygiene.evidence.passing import lasting
from pytest_wshygiene.evidence.zombies import Zombies, within_registries
from pytest_wshygiene.grouping.belonging import group
from pytest_wshygiene.grouping.dropped import DroppedEnds
from pytest_wshygiene.grouping.far_ends import without_far_ends
from pytest_wshygiene.grouping.folding import fold, take_in_containers
from pytest_wshygiene.grouping.joining import Group, mark
from pytest_wshygiene.grouping.numbers import kept_in, without_inner_numbers
from pytest_wshygiene.grouping.repeats import without_repeats
from pytest_wshygiene.grouping.served import Served
from pytest_wshygiene.judging.closing_loops import ClosingLoops
from pytest_wshygiene.judging.crossings import Crossings
from pytest_wshygiene.model import Leak, Owner
from pytest_wshygiene.ownership.accounts import Account, Record, acting_for
from pytest_wshygiene.ownership.ledger import Ledger
from pytest_wshygiene.ownership.patching import Patches
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.probes.locks import EarlyLocks
from pytest_wshygiene.probes.panel import Panel, Suspect
from pytest_wshygiene.probes.standard import not_watched, standard_probes
from pytest_wshygiene.real import REAL
from pytest_wshygiene.references.ages import note_modules
from pytest_wshygiene.settings.reading import Terms
from pytest_wshygiene.settling.bystanders import nothing_happens_to
from pytest_wshygiene.settling.loop_ends import watch_loop_ends, watch_trio_ends
from pytest_wshygiene.settling.runners import watch_anyio, watch_runners
from pytest_wshygiene.settling.settle import QUICK, run_errands, settle, settle_inside, turn_loops, turn_owed

#: Kinds that may yet close what they have opened.
_AT_WORK = frozenset({"task", "thread", "timer"})


class Inspector:
    """Everything that is on while the plugin is on; ``shutdown`` takes all of it back.

    ``on_crash(kind, error)`` hears of a probe that failed. ``graphs`` keeps reference paths for drawing. ``early`` is
    what was begun before the user's modules were imported.
    """

    def __init__(
        self,
        kinds: frozenset[str],
        root: str,
        on_crash: Callable[[str, BaseException], None],
        graphs: bool = False,
        more: Iterable[Probe] = (),
        early: EarlyLocks | None = None,
    ) -> None:
        self.kinds = kinds
        self._process = os.getpid()
        self._accounts: dict[Account, Callable[[], Any]] = {}
        self._running: Account | None = None
        patches, locks = early or (Patches(), None)
        self._watch = Watch(Ledger(), patches, root, on_dropped=self._dropped)
        self._watch.ledger.on_crash = on_crash
        self._panel = Panel(self._watch, [*standard_probes(kinds, locks), *more], on_crash)
        self._crossings = Crossings(self._watch, self._panel)
        self._dropped_ends = DroppedEnds()
        self.evidence = Evidence(self._panel, root)
        self.evidence.keep_chains = graphs
        self._loops = ClosingLoops(self._panel, self.evidence, self._accounts, lambda: self.is_home, on_crash)
        watch_loop_ends(self._watch, self._loops.ends, self._loops.stubborn)
        watch_trio_ends(self._watch, self._loops.trio_ends)
        watch_anyio(self._watch)
        watch_runners(self._watch)
        self._watch.catch_up()
        self._zombies = Zombies(self._panel, root, on_crash)
        self.census = Census(kinds, self._watch, on_crash)
        self._adoption = Adoption(self._panel, self.census, self._accounts)
        self._watch.imports.start(self.census.importing)

    @property
    def blind(self) -> dict[str, str]:
        """Kinds that were asked for and cannot be watched here, with the reason."""
        return not_watched(self.kinds, self._watch.blind)

    @property
    def ledger(self) -> Ledger:
        """The records of all that was made."""
        return self._watch.ledger

    @property
    def is_home(self) -> bool:
        """False in a forked child: what it inherited is its parent's to judge."""
        return os.getpid() == self._process

    def await_finalizers(self, later: Callable[[], Iterable[Any]]) -> None:
        """``later()`` is what pytest is still to call when something ends that lasts longer than a test."""
        self._adoption.exits.later = later

    def open(
        self, owner: Owner, terms: Terms, value: Callable[[], Any] = lambda: None, is_plumbing: bool = False
    ) -> Account:
        """Start the account of an owner; ``value()`` is the object it answers for, such as a fixture's value."""
        account = Account(owner, terms, is_plumbing)
        self._accounts[account] = value
        try:
            note_modules()
            self._zombies.begin(account)
            if terms.mode != "off":
                self.census.end_window(self._running)
                self.census.begin(account)
                self._crossings.begin(account)
        except Exception as error:  # in the set-up of somebody's test
            self._watch.ledger.crashed("account", error)
        return account

    @contextmanager
    def running(self, account: Account | None) -> Iterator[None]:
        """While inside, ``account``'s code is running: what appears is its own."""
        before = self.switch(account)
        with acting_for(account):
            try:
                yield
            finally:
                self.switch(before)

    def switch(self, account: Account | None) -> Account | None:
        """End the current window and begin another; returns whose window it was."""
        before = self._running
        try:  # this is in the middle of somebody's test
            self._watch.catch_up()
            self.census.end_window(before)
        except Exception as error:
            self._watch.ledger.crashed("window", error)
        self._running = self._watch.ledger.running = account
        try:
            self.census.turn(account)
        except Exception as error:
            self._watch.ledger.crashed("window", error)
        return before

    def close(self, account: Account) -> list[Leak]:
        """The owner is gone: settle, judge, and forget the account."""
        if account.closed:
            return []
        with acting_for(None):
            leaks = self._judge(account) if account.terms.mode != "off" and self.is_home else []
        return self._closed(account, leaks)

    async def close_inside(self, account: Account) -> list[Leak]:
        """The same from inside a running loop."""
        with acting_for(None):
            # another loop may be waiting for this one, which stands still meanwhile
            run_errands(account.errands, min(QUICK, account.terms.settle))
            early = self.census.seen(account)
            await settle_inside(lambda: not self.suspects(account), account.terms.settle)
            account.notes += map(self.evidence.zombie, self._zombies.look(account))
            leaks = self._told(account, account.terms.settle, self._still(account, early))
        return self._closed(account, leaks)

    def _closed(self, account: Account, leaks: list[Leak]) -> list[Leak]:
        """What is told of an account that nobody writes into any more: also what other threads have dropped since."""
        account.closed = True
        since = account.take_notes()
        leaks = fold([*leaks, *since]) if since else leaks
        account.has_left = bool(leaks)
        self._forget(account)
        return leaks

    def latecomers(self) -> list[tuple[list[Leak], Terms]]:
        """Everything has ended: what is open that was made in the name of owners which had been found clean."""
        with acting_for(None):
            return [(self._told_late(account), account.terms) for account in self._watch.ledger.late if self.is_home]

    def _told_late(self, account: Account) -> list[Leak]:
        if self.suspects(account):
            self._adoption.adopt(account)
        groups = without_far_ends(group(self.suspects(account)), self._records(), self._panel)
        return fold([*account.take_notes(), *self.evidence.leaks(groups, Moment(is_late=True), self._records())])

    def keeper(self, account: Account) -> Account | None:
        """The fixture that is still to be torn down, and may release what ``account`` has left."""
        if account.closed or account.terms.mode == "off" or not self.is_home:
            return None
        return self._adoption.keeper(account)

    def look(self, account: Account) -> list[Leak]:
        """What ``account`` has open right now, told as leaks but not judged."""
        with acting_for(None):
            leaks = self.evidence.leaks(group(self.suspects(account)), Moment(), self._records())
            for registry, tokens in self.census.grown(account):
                leaks.append(self.evidence.grown(registry, tokens, account.owner, Moment()))
            return fold(leaks)

    def look_at(self, resource: object) -> list[Leak]:
        """One recorded resource, if it is open, told as a leak."""
        record = self._watch.ledger.find(resource)
        suspects = self._panel.open_among([record]) if record is not None else []
        return self.evidence.leaks(group(suspects), Moment(), self._records())

    def is_released(self, resource: object) -> bool | None:
        """Whether a recorded resource has been released; None for one that was never recorded."""
        record = self._watch.ledger.find(resource)
        return None if record is None else not self._panel.is_open(record, resource)

    def holds_made(self, thing: object) -> bool:
        """Whether a connection or the like that somebody has made is there, open or not, or what leads to one."""
        kinds = ("connection", "session", "subscription", "socket")
        return reaches([thing], {record.key for record in self._records() if record.kind in kinds})

    def shutdown(self) -> list[str]:
        """Undo every patch; the names that could not be restored are returned."""
        self._watch.ledger.close()
        self._watch.imports.stop()
        self.census.close()
        for account in list(self._accounts):
            self._forget(account)
        return self._watch.patches.undo()

    def _judge(self, account: Account) -> list[Leak]:
        run_errands(account.errands, account.terms.settle)
        turn_owed(account)
        self.census.catch_up(self._running)
        early = self.census.seen(account, is_fresh=True)
        if not early and not self._has_left(account, everything=True):  # as mostly; a second look would cost as much
            account.notes += map(self.evidence.zombie, self._zombies.look(account))
            seen = self._seen_in_passing(account)
            return fold(within_registries(seen)) if seen else []
        seconds, began = account.terms.settle, REAL.monotonic()
        if not self._is_clean(account, everything=True):
            turn_loops()
            if not self._is_clean(account, everything=True):
                self._adoption.adopt(account)
                self._adoption.claim(account)
                quick = min(QUICK, seconds)
                if not settle(lambda: self._is_clean_by_now(account, everything=True), quick, lambda rest: False):
                    account.notes += map(self.evidence.zombie, self._zombies.look(account))
                    gc.collect()  # what only cycles hold dies here, and tells of itself where it was never closed
                    settle(
                        lambda: self._is_clean_by_now(account),
                        seconds - quick,
                        lambda rest: nothing_happens_to(self.suspects(account), rest, self._records()),
                    )
        account.notes += map(self.evidence.zombie, self._zombies.look(account))
        waited = seconds if REAL.monotonic() - began >= seconds else 0.0  # less where nothing could happen any more
        return self._told(account, waited, self._still(account, early))

    def _still(self, account: Account, early: Seen) -> list[OpenDescriptor]:
        """The descriptors that are left of those that were there before the waiting began.

        Later ones count where the owner is known to have opened them, and has nothing at work that may close them.
        """
        descriptors = self.census.descriptors(account)
        late = [left for left in descriptors if (left.number, left.target) not in early]
        is_busy = bool(late) and any(suspect.record.kind in _AT_WORK for suspect in self.suspects(account))
        return [left for left in descriptors if left not in late or (left.birth and not is_busy)]

    def _told(self, account: Account, waited: float, descriptors: list[OpenDescriptor]) -> list[Leak]:
        """The leaks that are left."""
        suspects = lasting(self.suspects(account), account.owner, self.evidence.root)
        moment = Moment(waited)
        records = self._records() if suspects else []
        suspects = without_repeats(suspects, account.notes, self.evidence.root)
        groups = without_far_ends(group(suspects), records, self._panel)
        descriptors = without_inner_numbers(groups, descriptors)
        served = Served(groups, self.evidence.leaks(groups, moment, records), self._panel, records)
        grown = [
            self.evidence.grown(registry, tokens, account.owner, moment)
            for registry, tokens in self.census.grown(account)
            if not served.takes(registry.name, registry.store, *registry.growth(tokens))
        ]
        found = [each for each in self.census.discovered(account) if not self._adoption.is_in_care(each, account)]
        found = [each for each in found if not served.takes(each.place.path, *each.measured)]
        left = self._dropped_ends.join(groups, served.leaks)
        mark(groups)
        leaks = [*self._seen_in_passing(account), *left, *grown]
        for number in descriptors:
            leak = kept_in(self.evidence.descriptor(number, account.owner, moment), number, found)
            doubt = self.census.doubt(number, account, self._accounts)
            leaks.append(leak.judged("unknown", doubt) if doubt else leak)
        leaks, discovered = take_in_containers(leaks, found)
        leaks += [self.evidence.discovered(grown, account.owner, moment) for grown in discovered]
        return fold(within_registries(leaks))

    def _seen_in_passing(self, account: Account) -> list[Leak]:
        """What could only be seen while it happened."""
        return [*account.take_notes(), *self._crossings.told(account, self._accounts, self.evidence)]

    def _is_clean(self, account: Account, everything: bool = False) -> bool:
        """True when nothing is left; what would only be called unknown counts with ``everything``."""
        return not self._has_left(account, everything) and all(
            not everything and self.census.doubt(left, account, self._accounts)
            for left in self.census.descriptors(account)
        )

    def _is_clean_by_now(self, account: Account, everything: bool = False) -> bool:
        """The same after some waiting: what has been made meanwhile may be a fixture's."""
        if self._is_clean(account, everything):
            return True
        self._adoption.adopt_new(account)
        return self._is_clean(account, everything)

    def _has_left(self, account: Account, everything: bool) -> bool:
        """True when something else than descriptors is left.

        Growth that nobody declared is measured with ``everything``, and always while a test is run again.
        """
        if self.suspects(account) or self.census.grown(account):
            return True
        discovery = self.census.discovery
        if discovery is None or not (everything or discovery.is_patient):
            return False
        return bool(self.census.discovered(account))

    def suspects(self, account: Account) -> list[Suspect]:
        """What ``account`` has made that is open now."""
        found = self._panel.open_among(list(account.records.values()))
        return [suspect for suspect in found if not self._loops.is_aftermath(suspect)] if found else found

    def open_now(self) -> list[Suspect]:
        """What is open now, whoever has made it."""
        return self._panel.open_among(self._records())

    def grouped(self, suspects: list[Suspect]) -> list[Group]:
        """What is open, put together as the leaks that it would be."""
        return group(without_repeats(suspects))

    def _dropped(self, record: Record, look: Look, parts: Sequence[Record]) -> None:
        self._dropped_ends.note(record, self.evidence.dropped(record, look), look.ends, parts)
        if record.account.closed and (notes := record.account.take_notes()):  # meanwhile, by another thread
            self._watch.ledger.later(record.account).notes += notes

    def _records(self) -> list[Record]:
        return list(self._watch.ledger.records.values())

    def _forget(self, account: Account) -> None:
        account.closed = True
        self._zombies.end(account)
        self._accounts.pop(account, None)
        self._crossings.forget(account)
        account.clear()
        self.census.forget(account)
