"""Threads that were told as leaks and for which Python waits, so that a run would seem to hang after its last line."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from pytest_wshygiene.model import Leak
from pytest_wshygiene.probes.threads import thread_name


def awaited(leaks: Iterable[Leak]) -> list[str]:
    """One line for each that is alive and no daemon."""
    told = {leak.subject for leak in leaks if leak.kind == "thread"}
    here = (threading.main_thread(), threading.current_thread())
    alive = [thread for thread in threading.enumerate() if not thread.daemon and thread not in here] if told else []
    names = sorted(told & set(map(thread_name, alive)))
    return [f"the run ends when `{name}` does: its thread is not a daemon, so Python waits for it" for name in names]
