"""Taking the census: registries and descriptors together, at every change of owner."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from types import ModuleType

from pytest_wshygiene.census.descriptors import Descriptors, OpenDescriptor
from pytest_wshygiene.census.growth import Discovery, Growth
from pytest_wshygiene.census.places import Held
from pytest_wshygiene.census.registries import Registries, Registry
from pytest_wshygiene.ownership.accounts import CURRENT, Account, Record, acting_for
from pytest_wshygiene.probes.base import Watch
from pytest_wshygiene.probes.standard import green_patched
from pytest_wshygiene.probes.threads import is_pool_worker

#: What identifies a descriptor between two looks: its number, and where it leads.
Seen = frozenset[tuple[int, str]]
_BUSY_KINDS = frozenset({"task", "thread", "server", "executor", "connection"})


class Census:
    """Both censuses behind one set of windows. Nothing is looked at while nobody has run since the last look."""

    def __init__(self, kinds: frozenset[str], watch: Watch, on_crash: Callable[[str, BaseException], None]) -> None:
        self.registries = Registries(on_crash)
        self.discovery: Discovery | None = None
        self._on_crash = on_crash
        self._watch = watch
        self._quiet = False
        watched = "descriptor" in kinds and not green_patched()
        self._descriptors = Descriptors(watch.patches, watch.ledger) if watched else None
        if self._descriptors is not None:
            watch.on_foreign_loop = self._descriptors.disown_new
            self._descriptors.watch_libraries(watch.when_imported)

    def discover(self, packages: tuple[str, ...], held: Callable[[], Sequence[Held]] = tuple) -> None:
        """Watch the containers of ``packages`` and of what is ``held()``, too, except those that are declared."""
        self.discovery = Discovery(packages, self._declared, self._on_crash, held)
        self.discovery.look()

    def begin(self, account: Account) -> None:
        """An account begins: remember how much there is."""
        self.registries.begin(account)
        if self.discovery is not None:
            self.discovery.begin(account)
        if self._descriptors is not None:
            self._descriptors.begin(account)

    def wake(self) -> None:
        """Somebody's code is about to run."""
        self._quiet = False

    def turn(self, account: Account | None) -> None:
        """``account``'s code is about to run."""
        self.wake()
        if self.discovery is not None:
            self.discovery.turn(account)

    def end_window(self, account: Account | None) -> None:
        """A stretch of ``account``'s code has ended."""
        if self._quiet:
            return
        self._quiet = True
        self.registries.end_window(account)
        if self._descriptors is not None:
            self._descriptors.end_window(account)

    def catch_up(self, account: Account | None) -> None:
        """Look now, whatever has been seen before: somebody is about to be judged while ``account`` is running."""
        self._watch.catch_up()
        self.wake()
        self.end_window(account)
        if self.discovery is not None:
            self.discovery.turn(account)

    @contextmanager
    def importing(self, module: ModuleType) -> Iterator[None]:
        """What the body of ``module`` makes or registers is the import's, and so nobody's."""
        account = CURRENT.get()
        if account is None:
            yield
            return
        self.wake()
        self.end_window(account)
        try:
            with acting_for(None), self.discovery.importing(module) if self.discovery is not None else nullcontext():
                yield
        finally:
            self.wake()
            self.end_window(None)
            self.wake()

    def forget(self, account: Account) -> None:
        """``account`` has been judged."""
        for registry in self.registries:
            registry.windows.forget(account)
        if self.discovery is not None:
            self.discovery.forget(account)
        if self._descriptors is not None:
            self._descriptors.forget(account)

    def grown(self, account: Account) -> list[tuple[Registry, list[Hashable]]]:
        """Registries that ``account`` left larger, with the entries that it added."""
        found = []
        for registry in self.registries:
            if registry.marked and registry.name not in {path.replace(":", ".") for path in account.terms.registries}:
                continue
            kind = "listener" if registry.is_emitter else "registry"
            if kind in account.terms.kinds and (tokens := registry.windows.left_by(account)):
                found.append((registry, tokens))
        return found

    def discovered(self, account: Account) -> list[Growth]:
        """Containers that nobody declared and that ``account`` left larger."""
        if self.discovery is None or account.terms.mode == "off":
            return []
        kinds = account.terms.kinds
        return [grown for grown in self.discovery.left_by(account) if grown.kind in kinds]

    def _declared(self) -> set[int]:
        return {registry.identity for registry in self.registries}

    def descriptors(self, account: Account, is_fresh: bool = False) -> list[OpenDescriptor]:
        """Descriptors that ``account`` opened and that are no part of anything recorded; ``is_fresh`` as in `seen`."""
        if self._descriptors is None or "descriptor" not in account.terms.kinds:
            return []
        if not is_fresh:
            self._descriptors.end_window(account)
        return self._descriptors.left_by(account, self._watch.ledger.records.values())

    def hand_over(self, left: OpenDescriptor, account: Account) -> None:
        """Let the owner whose object holds it answer for a descriptor."""
        if self._descriptors is not None:
            self._descriptors.hand_over(left.number, account)

    def seen(self, account: Account, is_fresh: bool = False) -> Seen:
        """What ``descriptors`` finds now; a file that another thread opens later is not the account's.

        ``is_fresh`` says that nobody has run since `catch_up`: there is nothing new to be seen.
        """
        return frozenset((left.number, left.target) for left in self.descriptors(account, is_fresh))

    def doubt(self, left: OpenDescriptor, account: Account, accounts: Iterable[Account]) -> str:
        """Why a descriptor cannot be put down to ``account``; "" where it can."""
        if left.birth:
            return ""
        if left.is_bare:
            return "it was opened in C, perhaps once and for all by a library"
        if _others_are_busy(account, accounts):
            return "something of a wider scope was running, and may have opened it"
        if _foreign_threads(account):
            return "a thread of somebody else's was running, and may have opened it"
        return ""

    def close(self) -> None:
        """Give every container back."""
        self.registries.close()


def _foreign_threads(account: Account) -> bool:
    mine: set[Record] = {record for record in list(account.records.values()) if record.kind == "thread"}
    own = {id(record()) for record in mine}
    return any(
        id(thread) not in own and not is_pool_worker(thread)
        for thread in threading.enumerate()
        if thread is not threading.current_thread()
    )


def _others_are_busy(account: Account, accounts: Iterable[Account]) -> bool:
    """True when a wider owner runs code of its own, so that a new descriptor may be its."""
    return any(
        record.kind in _BUSY_KINDS
        for other in accounts
        if other is not account and not other.closed
        for record in list(other.records.values())
    )
