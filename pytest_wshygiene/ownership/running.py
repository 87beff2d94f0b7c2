"""What is running in this thread, and on whose behalf when somebody else has begun it."""

from __future__ import annotations

import asyncio
import sys
import threading
from asyncio import _get_running_loop, events
from contextvars import ContextVar
from types import FrameType
from typing import TYPE_CHECKING, Any

from pytest_wshygiene.ownership.birth import Site

if TYPE_CHECKING:
    from pytest_wshygiene.ownership.accounts import Account

#: The running example of a property-based test, in words.
EXAMPLE: ContextVar[str | None] = ContextVar("wshygiene_example", default=None)
#: In what one thread has given to another's loop: where it did so.
GIVEN_FROM: ContextVar[tuple[Site, ...]] = ContextVar("wshygiene_given_from", default=())
#: In what a thread has scheduled on a loop of its own by ``call_soon_threadsafe``: where it did so.
BEGUN_FROM: ContextVar[tuple[Site, ...]] = ContextVar("wshygiene_begun_from", default=())


class _Given(threading.local):
    """The same for as long as a function lasts, which a thread runs for somebody else."""

    sites: tuple[Site, ...] = ()
    account: Account | None = None  # for whom it does that; unset for trio's, whose tasks are recorded


#: What it calls is often in a context of its own.
GIVEN_TO_TRIO = _Given()
#: The thread of a pool may have been started for another owner, long ago.
GIVEN_TO_POOL = _Given()


def _trio_task() -> Any:
    """The running task of trio, if there is one in this thread."""
    module = sys.modules.get("trio._core._run")
    return getattr(getattr(module, "GLOBAL_RUN_CONTEXT", None), "task", None)  # neither while it is being imported


def running_handle() -> Any:
    """The handle whose callback asyncio is running in this thread, if there is one."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code is not events.Handle._run.__code__:
        frame = frame.f_back
    return frame.f_locals["self"] if frame is not None else None


def running_task() -> Any:
    """The running task of asyncio or trio in this thread, if there is one."""
    loop = _get_running_loop()
    return asyncio.current_task(loop) if loop is not None else _trio_task()
