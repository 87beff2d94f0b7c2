"""The probes that are always there, and what must be left alone in a patched process."""

from __future__ import annotations

import sys

from pytest_wshygiene.probes.async_generators import AsyncGeneratorProbe
from pytest_wshygiene.probes.base import Probe
from pytest_wshygiene.probes.connections import ConnectionProbe
from pytest_wshygiene.probes.executors import ExecutorProbe
from pytest_wshygiene.probes.locks import LockProbe
from pytest_wshygiene.probes.loops import LoopProbe
from pytest_wshygiene.probes.processes import ProcessProbe
from pytest_wshygiene.probes.registrations import ListenerProbe
from pytest_wshygiene.probes.servers import ServerProbe
from pytest_wshygiene.probes.sessions import SessionProbe
from pytest_wshygiene.probes.sockets import SocketProbe
from pytest_wshygiene.probes.subscriptions import SubscriptionProbe
from pytest_wshygiene.probes.tasks import TaskProbe
from pytest_wshygiene.probes.threads import ThreadProbe
from pytest_wshygiene.probes.timers import TimerProbe

_ALL: tuple[type[Probe], ...] = (
    LoopProbe,
    TaskProbe,
    TimerProbe,
    AsyncGeneratorProbe,
    SocketProbe,
    ServerProbe,
    ConnectionProbe,
    SessionProbe,
    SubscriptionProbe,
    ThreadProbe,
    ExecutorProbe,
    ProcessProbe,
    ListenerProbe,
    LockProbe,
)
# gevent and eventlet replace these by greenlets; what we would see is not what runs.
_GREEN_KINDS = ("thread", "executor", "lock", "socket", "process", "descriptor")


def standard_probes(kinds: frozenset[str], locks: LockProbe | None = None) -> list[Probe]:
    """One of each probe that somebody asked for. The loop probe is always there: settling needs the loops.

    ``locks`` is the one that has been making locks already, if there is one.
    """
    skipped = _GREEN_KINDS if green_patched() else ()
    known: dict[type[Probe], Probe] = {} if locks is None else {LockProbe: locks}
    return [
        known.get(probe) or probe()
        for probe in _ALL
        if (probe.kind in kinds or probe is LoopProbe) and probe.kind not in skipped
    ]


def green_patched() -> str:
    """The name of the library that has replaced sockets and threads by green ones, or ""."""
    for name, module in (("gevent", "gevent.monkey"), ("eventlet", "eventlet.patcher")):
        loaded = sys.modules.get(module)
        if getattr(loaded, "saved", None) or getattr(loaded, "already_patched", None):
            return name
    return ""


def not_watched(kinds: frozenset[str], blind: dict[str, str]) -> dict[str, str]:
    """Kinds that cannot be seen in this process, each with the reason."""
    reasons = dict(blind)
    if green := green_patched():
        reasons |= dict.fromkeys(_GREEN_KINDS, f"{green} has replaced it")
    if not sys.platform.startswith("linux"):
        reasons["descriptor"] = "needs /proc/self/fd"
    return {kind: reason for kind, reason in sorted(reasons.items()) if kind in kinds}
