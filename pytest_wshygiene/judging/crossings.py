"""What crosses from one owner to another, in both directions.

A test that ends what a fixture of a wider scope has made leaves it broken for the tests after it; a task or timer that
a test has left behind goes on in somebody else's time. Both depend on the order of tests, and neither is a leak by
itself: they are warnings, unless the kind ``interference`` is asked for.

Only what is certain is told. Things count that the fixture made while its own set-up ran; what its server or pool has
made since comes and goes with the tests. What has been replaced by the end of the test was restarted, not ended.
"""

from __future__ import annotations

from asyncio import Task, _get_running_loop, current_task
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from inspect import iscoroutinefunction
from types import ModuleType
from typing import Any, NamedTuple

from pytest_wshygiene.evidence.leaks import Evidence
from pytest_wshygiene.grouping.surroundings import is_users
from pytest_wshygiene.model import CROSSING, Leak, Owner
from pytest_wshygiene.ownership.accounts import CURRENT, Account, Record
from pytest_wshygiene.ownership.birth import Site, capture
from pytest_wshygiene.probes.base import Look, Watch
from pytest_wshygiene.probes.loops import is_elsewhere
from pytest_wshygiene.probes.panel import Panel, Suspect
from pytest_wshygiene.probes.tasks import task_code

_WIDE = frozenset({"class", "module", "package", "session"})
#: (module, class, method) of what ends a resource for good.
_ENDINGS = (
    ("asyncio.base_events", "Server", "close"),
    ("asyncio.base_events", "BaseEventLoop", "close"),
    ("websockets.asyncio.connection", "Connection", "close"),
    ("websockets.legacy.protocol", "WebSocketCommonProtocol", "close"),
    ("websockets.sync.connection", "Connection", "close"),
    ("aiohttp.client", "ClientSession", "close"),
    ("aiohttp.client_ws", "ClientWebSocketResponse", "close"),
    ("httpx._client", "AsyncClient", "aclose"),
    ("httpx._client", "Client", "close"),
    ("concurrent.futures.thread", "ThreadPoolExecutor", "shutdown"),
    ("concurrent.futures.process", "ProcessPoolExecutor", "shutdown"),
    ("socketserver", "BaseServer", "server_close"),
    ("subprocess", "Popen", "send_signal"),
)
_LEAVE = "leave it to the fixture, or use one of function scope that is the test's own"
_VERBS = {"executor": "shut down", "process": "ended", "listener": "unregistered", "task": "cancelled"}


class _Ending(NamedTuple):
    """Something that is being ended by another than its owner: what it was, and where that happened."""

    record: Record
    look: Look
    sites: tuple[Site, ...]


class Crossings:
    """Notes who ends what, and what is left running; tells of it with the test in whose time it happened."""

    def __init__(self, watch: Watch, panel: Panel) -> None:
        self._watch = watch
        self._panel = panel
        self._endings: dict[Account, list[_Ending]] = {}
        self._left: dict[Record, Any] = {}  # a timer itself is kept until it has fired: dead, it could not be asked
        self._woken: set[Record] = set()
        watch.ledger.on_late = self._late
        watch.ledger.on_drop = self._drops
        for module, name, method in _ENDINGS:
            watch.when_imported(module, partial(self._install, name, method))

    def begin(self, account: Account) -> None:
        """A test begins: what has run out between the tests is in nobody's time."""
        if self._left and account.owner.kind == "test":
            self._ran()

    def forget(self, account: Account) -> None:
        """An owner has been judged: what it has left running may show up in another's time."""
        self._endings.pop(account, None)
        if account.owner.scope in _WIDE:
            return
        for record in list(account.records.values()):
            is_told = record.judged and not record.is_part  # what runs for a connection that was told is no news
            resource = record() if is_told and record.kind in ("task", "timer") else None
            if resource is not None and self._is_running(record, resource):
                self._left[record] = resource if record.kind == "timer" else None

    def told(self, account: Account, accounts: Iterable[Account], evidence: Evidence) -> list[Leak]:
        """What ``account`` has ended that others own, and what others have left that ran in its time."""
        leaks = []
        for ending in [*self._endings.get(account, ()), *self._cancelled(account, accounts)]:
            resource = ending.record()
            kind = ending.look.kind or ending.record.kind
            if (resource is None or not self._panel.is_open(ending.record, resource)) and not self._is_replaced(ending):
                leaks.append(_ended(ending, kind, account.owner, evidence))
        if self._left and account.owner.kind == "test":
            leaks += [_late(record, look, account.owner, evidence) for record, look in self._ran()]
        return leaks

    # -- ended by another ------------------------------------------------------------------------------------------

    def _install(self, name: str, method: str, module: ModuleType) -> None:
        cls = getattr(module, name, None)
        if isinstance(cls, type):
            self._watch.patches.wrap(cls, method, self._noting)

    def _noting(self, original: Callable[..., Any]) -> Callable[..., Any]:
        ends = self._ends_resource

        def end(resource: Any, *args: Any, **kwargs: Any) -> Any:
            ends(resource)
            return original(resource, *args, **kwargs)

        async def end_later(resource: Any, *args: Any, **kwargs: Any) -> Any:
            ends(resource)
            return await original(resource, *args, **kwargs)

        return end_later if iscoroutinefunction(original) else end

    def _ends_resource(self, resource: Any) -> None:
        account = CURRENT.get()
        record = self._watch.ledger.find(resource) if account is not None else None
        if record is not None and record.account is not account:
            self._ends(record, resource)

    def _drops(self, record: Record, resource: Any) -> None:
        if record.kind == "listener":
            self._ends(record, resource)

    def _ends(self, record: Record, resource: Any) -> None:
        """Somebody is ending a resource; noted where it is a fixture's of a wider scope, and still open."""
        account, owner = CURRENT.get(), record.account
        if account is None or account.closed or account.owner.scope in _WIDE or account.terms.mode == "off":
            return
        if owner is account or owner.closed or not _is_wide(owner) or not record.in_own_time:
            return
        if any(known.record is record for known in self._endings.get(account, ())):
            return
        if self._panel.is_open(record, resource):
            birth = capture()
            sites = birth.sites + birth.outer if birth is not None else ()
            look = self._panel.look(Suspect(record, resource))
            self._endings.setdefault(account, []).append(_Ending(record, look, sites))

    def _cancelled(self, account: Account, accounts: Iterable[Account]) -> Iterable[_Ending]:
        """Tasks of wider fixtures that were cancelled since the last test; whose line it was nobody sees.

        In a thread of the fixture's own it may well have been the fixture's.
        """
        if account.owner.kind != "test":
            return
        for owner in accounts:
            if owner.closed or not _is_wide(owner):
                continue
            for record in list(owner.records.values()):
                task = record() if record.kind == "task" and record.in_own_time and not record.judged else None
                if not isinstance(task, Task) or not task.cancelled() or is_elsewhere(task.get_loop()):
                    continue
                if is_users(task_code(task)):
                    record.judged = True
                    yield _Ending(record, self._panel.look(Suspect(record, task)), ())

    def _is_replaced(self, ending: _Ending) -> bool:
        """True when there is another one of its kind by now: it was restarted."""
        for record in list(self._watch.ledger.records.values()):
            resource = record() if record.kind == ending.record.kind and record is not ending.record else None
            if resource is None or not self._panel.is_open(record, resource):
                continue
            if not record.in_own_time or record.account is not ending.record.account:
                look = self._panel.look(Suspect(record, resource))
                if (look.kind, look.subject) == (ending.look.kind, ending.look.subject):
                    return True
        return False

    # -- in another's time -----------------------------------------------------------------------------------------

    def _late(self, account: Account) -> None:
        """Something is made in the name of an owner that is gone: by a task that it has left, if that is running."""
        task = current_task() if self._left and _get_running_loop() is not None else None
        record = self._watch.ledger.find(task) if task is not None else None
        if record is not None and record in self._left:
            self._woken.add(record)

    def _ran(self) -> list[tuple[Record, Look]]:
        """What has run of all that was left since the last time this was asked."""
        ran = []
        for record, kept in self._left.copy().items():
            resource = record()
            if resource is not None and self._is_running(record, resource) and record not in self._woken:
                continue
            del self._left[record]
            self._woken.discard(record)
            if resource is not None and not resource.cancelled() and not self._is_loop_closed(record, resource):
                ran.append((record, self._panel.look(Suspect(record, resource))))
            del kept
        return ran

    def _is_running(self, record: Record, resource: Any) -> bool:
        return self._panel.is_open(record, resource) and not self._is_loop_closed(record, resource)

    def _is_loop_closed(self, record: Record, resource: Any) -> bool:
        loop = self._panel.loop_of(Suspect(record, resource))
        return loop is None or not hasattr(loop, "is_closed") or loop.is_closed()


def _ended(ending: _Ending, kind: str, who: Owner, evidence: Evidence) -> Leak:
    """What an owner has ended that a fixture of a wider scope has made, with the call that did it."""
    record, look, verb = ending.record, ending.look, _VERBS.get(kind, "closed")
    whose = str(record.account.owner)
    name = f"`{look.subject}`" if look.subject.endswith("()") else look.subject if kind == "listener" else f"the {kind}"
    line = evidence.line(ending.sites)
    summary = f"{who} {verb} {name} of {whose}." if line else f"{name} of {whose} was {verb} while {who} ran."
    place = f" at {line}" if line else ""
    told = replace(look, state=f"{verb}{place}; before that {look.state}", release=_LEAVE)
    return evidence.build(kind, told, summary, who, record.birth, (whose,), (), CROSSING)


def _late(record: Record, look: Look, whose: Owner, evidence: Evidence) -> Leak:
    """What an owner has left behind, and what has run in another's time."""
    owner = record.account.owner
    told = replace(look, state=f"ran after {owner} had ended")
    summary = f"`{look.subject}` of {owner} ran while {whose} did."
    holders = (f"left behind by {owner}",)
    return evidence.build(record.kind, told, summary, owner, record.birth, holders, (), CROSSING)


def _is_wide(account: Account) -> bool:
    return account.owner.scope in _WIDE and not account.is_plumbing and account.terms.mode != "off"
