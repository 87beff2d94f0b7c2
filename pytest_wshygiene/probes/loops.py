"""Event loops that were made and never closed, and the list of all living loops."""

from __future__ import annotations

import sys
import threading
import weakref
from asyncio import base_events, events, selector_events
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import takewhile
from types import ModuleType
from typing import Any, TypeVar

from pytest_wshygiene.ownership.accounts import Record, acting_for
from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.ownership.origin import installed_package, is_first_party
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.real import REAL
from pytest_wshygiene.settings.wording import an
from pytest_wshygiene.suspended.stacks import thread_told

#: Checkpoints until what was cancelled has told whoever waits for it.
TRIO_TURNS = 3
#: ``turn(runner, seconds)``: let ``seconds`` pass, then turn a few times; False where it could not.
Turn = Callable[[Any, float], bool]
Held = TypeVar("Held")

_runners: weakref.WeakKeyDictionary[Any, tuple[int, Turn]] = weakref.WeakKeyDictionary()
_runs: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
_loops: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()


def _living(table: weakref.WeakKeyDictionary[Any, Held]) -> list[tuple[Any, Held]]:
    """What a table holds now; other threads may add to it, or take from it, meanwhile."""
    keys = (ref() for ref in table.keyrefs())
    return [(key, held) for key in keys if key is not None and (held := table.get(key)) is not None]


def known_loops(of_this_thread: bool = False) -> list[Any]:
    """Every open loop that was made since the plugin was turned on, whoever made it."""
    here = threading.get_ident()
    return [loop for loop, thread in _living(_loops) if not loop.is_closed() and (thread == here or not of_this_thread)]


def known_runners() -> list[tuple[Any, Turn]]:
    """What keeps a run of another kind in this thread, and how to let it go on for a few turns."""
    here = threading.get_ident()
    return [(runner, turn) for runner, (thread, turn) in _living(_runners) if thread == here]


def note_run(runner: Any) -> None:
    """Remember in which thread a run of trio's is."""
    _runs[runner] = threading.get_ident()


def waits_in_trio(token: Any) -> bool:
    """True for the token of a run of trio's that has not come to what it was given."""
    return not hasattr(type(token), "is_running") and token._reentry_queue.size() > 0


def is_elsewhere(loop: Any) -> bool:
    """True for a loop, or a token of a run of trio's, that runs in another thread and can be given something to do."""
    if hasattr(type(loop), "is_running"):
        return bool(loop.is_running())
    here = threading.get_ident()
    queues = [runner.entry_queue for runner, thread in _living(_runs) if thread != here]
    return any(queue is loop._reentry_queue and not queue.done for queue in queues)


def add_runner(runner: Any, turn: Turn) -> None:
    """Remember a runner for as long as it lives; ``turn`` does nothing, and says False, while it cannot run."""
    _runners[runner] = (threading.get_ident(), turn)


async def trio_pause(seconds: float) -> None:
    """Let ``seconds`` pass and trio run what is ready; not by its own clock, which a test may have stopped."""
    checkpoint = sys.modules["trio"].lowlevel.checkpoint
    if seconds:
        REAL.sleep(seconds)
    for _ in range(TRIO_TURNS):
        await checkpoint()


def is_of_main_thread(loop: Any) -> bool:
    """True for a loop that was made in the main thread, or before the plugin was turned on."""
    return _loops.get(loop, threading.main_thread().ident) == threading.main_thread().ident


def is_foreign(loop: Any) -> bool:
    """True for a loop that opens its descriptors in C."""
    return type(loop).__module__.partition(".")[0] == "uvloop"


#: A loop that is running cannot be closed; that of a library, such as a portal or a test client, is its own to stop.
_STOP = "`loop.call_soon_threadsafe(loop.stop)`, join its thread, then `loop.close()`"
_LEAVE = "leave the `with` of what has started it"


class LoopProbe(Probe):
    """Loops of asyncio and uvloop, from the constructor to ``close()``."""

    kind = "event loop"

    def install(self, watch: Watch) -> None:
        record = watch.ledger.record

        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
                original(self, *args, **kwargs)
                _loops[self] = threading.get_ident()
                record("event loop", self)

            return __init__

        def make_foreign(original: Callable[..., Any]) -> Callable[..., Any]:
            def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
                watch.on_foreign_loop()  # its descriptors were opened when it was allocated
                recording(self, *args, **kwargs)

            recording = make(original)
            return __init__

        def uvloop(module: ModuleType) -> None:
            watch.patches.wrap(module.Loop, "__init__", make_foreign)

        def finalizer(original: Callable[..., Any]) -> Callable[..., Any]:
            def __del__(self: Any, *args: Any, **kwargs: Any) -> None:
                if not self.is_closed() and watch.tell_dropped(self, lambda: describe(self, root, dropped=True)):
                    kwargs["_warn"] = _silent
                original(self, *args, **kwargs)

            return __del__

        def of_the_loop(original: Callable[..., Any]) -> Callable[..., Any]:
            def _make_self_pipe(self: Any) -> None:
                with acting_for(None):  # no sockets of anybody's, not even where the collector comes to them first
                    original(self)

            return _make_self_pipe

        def by_default(original: Callable[..., Any]) -> Callable[..., Any]:
            def get_event_loop(self: Any) -> Any:
                with acting_for(None):  # the loop of a main thread that has set none: for whoever asks next
                    return original(self)

            return get_event_loop

        root = watch.root
        if hasattr(events, "BaseDefaultEventLoopPolicy"):  # up to Python 3.13
            watch.patches.wrap(events.BaseDefaultEventLoopPolicy, "get_event_loop", by_default)
        watch.patches.wrap(base_events.BaseEventLoop, "__init__", make)
        watch.patches.wrap(base_events.BaseEventLoop, "__del__", finalizer)
        watch.patches.wrap(selector_events.BaseSelectorEventLoop, "_make_self_pipe", of_the_loop)
        watch.when_imported("uvloop", uvloop)

    def is_open(self, resource: Any, record: Record) -> bool:
        return not resource.is_closed()

    def look(self, resource: Any, record: Record, root: str) -> Look:
        look = describe(resource, root)
        if not resource.is_running():
            return look
        return replace(look, release=_LEAVE if is_run_by_library(record.sites) else _STOP)


def is_run_by_library(sites: Iterable[Site]) -> bool:
    """True for a loop that an installed library has made, and runs, for the user's line."""
    on_the_way = takewhile(lambda code: not is_first_party(code.co_filename), (code for code, _ in sites))
    return any(installed_package(code.co_filename) for code in on_the_way)


def describe(loop: Any, root: str, dropped: bool = False) -> Look:
    """A loop, and where it runs."""
    name = type(loop).__name__.lstrip("_")
    state = "not running"
    if loop.is_running():
        ident = getattr(loop, "_thread_id", None)
        thread = next((thread.name for thread in threading.enumerate() if thread.ident == ident), "")
        state = f"running in thread {thread}, {thread_told(ident, root)}" if thread else "running in another thread"
    summary = f"{an(name)} was {'collected but never closed' if dropped else 'still open'}"
    return Look(name, summary, state, "`loop.close()`, or `asyncio.Runner()` in a `with`")


def _silent(*args: object, **kwargs: object) -> None:
    """Takes the place of ``warnings.warn`` where the leak has been told already."""
