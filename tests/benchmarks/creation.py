"""What it costs to record a birth: the same constructor calls with and without the plugin's patches, in turns.

Run by ``plugin_cost.py`` in a process of its own: ``python creation.py ROUNDS`` prints the rows as JSON.
"""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

from measuring import Row, added, plain

from pytest_wshygiene.judging.inspector import Inspector
from pytest_wshygiene.model import KINDS, Owner
from pytest_wshygiene.settings.reading import Terms

#: Microseconds that one record may add to the creation of a resource.
BUDGET = 6.0
#: Births in a batch of any kind but threads.
SIZE = 100
SECTION = "Recording one birth, deep in the stack of a test"

# A frame with this file name is taken for a library's, as most frames under a real birth are. The function is of the
# size that they have in asyncio.
_library: dict[str, Any] = {}
_LINES = "".join(f"    if depth == -{number}:\n        depth = {number + 1000}\n" for number in range(1, 30))
_SOURCE = f"def call(depth, then):\n{_LINES}    return call(depth - 1, then) if depth else then()\n"
exec(compile(_SOURCE, "<library>", "exec"), _library)


@dataclass(frozen=True, slots=True)
class Stack:
    """The frames above a birth: the outer ones are the user's, the inner ones a library's."""

    name: str
    users: int
    libraries: int
    budget: float | None

    def below(self, then: Callable[[], float]) -> float:
        """Call ``then`` under these frames."""
        return _below(self.users, lambda: float(_library["call"](self.libraries, then)))


STACKS = (
    Stack("40 frames", 40, 0, BUDGET),
    Stack("40 frames, 30 a library's", 10, 30, BUDGET),
    Stack("12 frames, 6 a library's", 6, 6, None),
)
Batch = Callable[[asyncio.AbstractEventLoop], tuple[Callable[[], float], Callable[[], None]]]


def _below(depth: int, then: Callable[[], float]) -> float:
    return _below(depth - 1, then) if depth else then()


def tasks(loop: asyncio.AbstractEventLoop) -> tuple[Callable[[], float], Callable[[], None]]:
    """``create_task``, with a coroutine that was made beforehand."""
    made: list[asyncio.Task[None]] = []
    waiting = [_nothing() for _ in range(SIZE)]

    def create() -> float:
        keep, create_task = made.append, loop.create_task
        start = time.perf_counter()
        for coroutine in waiting:
            keep(create_task(coroutine))
        return (time.perf_counter() - start) / len(waiting)

    def dispose() -> None:
        loop.run_until_complete(asyncio.wait(made))
        made.clear()

    return create, dispose


def timers(loop: asyncio.AbstractEventLoop) -> tuple[Callable[[], float], Callable[[], None]]:
    """``call_later``."""
    made: list[asyncio.TimerHandle] = []

    def create() -> float:
        keep, call_later = made.append, loop.call_later
        start = time.perf_counter()
        for _ in range(SIZE):
            keep(call_later(60, print))
        return (time.perf_counter() - start) / SIZE

    def dispose() -> None:
        for handle in made:
            handle.cancel()
        made.clear()
        loop.run_until_complete(asyncio.sleep(0))

    return create, dispose


def sockets(loop: asyncio.AbstractEventLoop) -> tuple[Callable[[], float], Callable[[], None]]:
    """``socket()``."""
    made: list[socket.socket] = []

    def create() -> float:
        keep = made.append
        start = time.perf_counter()
        for _ in range(SIZE):
            keep(socket.socket())
        return (time.perf_counter() - start) / SIZE

    def dispose() -> None:
        for sock in made:
            sock.close()
        made.clear()

    return create, dispose


def threads(loop: asyncio.AbstractEventLoop) -> tuple[Callable[[], float], Callable[[], None]]:
    """``Thread.start``, in processor time of both threads to the end: when which of them runs is chance."""
    first, *made = [threading.Thread(target=int) for _ in range(21)]

    def create() -> float:
        first.start()  # what the patches have made of the caches is no thread's own cost
        first.join()
        start = time.process_time()
        for thread in made:
            thread.start()
        for thread in made:
            thread.join()
        return (time.process_time() - start) / len(made)

    def dispose() -> None:
        made.clear()

    return create, dispose


BIRTHS: dict[str, tuple[Batch, int]] = {  # with the number of batches in a round
    "create_task": (tasks, 1),
    "call_later": (timers, 1),
    "socket()": (sockets, 1),
    "Thread.start": (threads, 12),
}


def measure(rounds: int) -> list[Row]:
    """Every kind of birth under both stacks, unpatched and recorded in turns."""
    spent: dict[tuple[str, str, bool], list[float]] = {}
    gone: dict[tuple[str, bool], list[float]] = {}
    for turn in range(-1, rounds):
        for recorded in (False, True) if turn % 2 else (True, False):
            for (birth, name), (created, disposed) in _one_round(recorded).items():
                if turn >= 0:  # the first one fills the caches
                    spent.setdefault((birth, name, recorded), []).extend(created)
                    gone.setdefault((birth, recorded), []).extend(disposed)
    rows = []
    for birth in BIRTHS:
        rows.append(plain(SECTION, f"{birth}: unpatched", "us", spent[birth, STACKS[0].name, False]))
        for stack in STACKS:
            samples, base = spent[birth, stack.name, True], spent[birth, stack.name, False]
            what = f"{birth}: a record under {stack.name} adds"
            rows.append(added(SECTION, what, "us", samples, base, "unpatched", stack.budget))
        if birth != "Thread.start":
            samples, base = gone[birth, True], gone[birth, False]
            rows.append(added(SECTION, f"{birth}: its end adds", "us", samples, base, "unpatched"))
    return rows


def _one_round(recorded: bool) -> dict[tuple[str, str], tuple[list[float], list[float]]]:
    """Microseconds for each birth, and for its end, of every kind under every stack."""
    found: dict[tuple[str, str], tuple[list[float], list[float]]] = {}
    with ExitStack() as stack_of_contexts:
        if recorded:
            inspector = Inspector(frozenset(KINDS), "/", _crashed)
            stack_of_contexts.callback(inspector.shutdown)
            account = inspector.open(Owner("test", "benchmark"), Terms(mode="fail"))
            stack_of_contexts.enter_context(inspector.running(account))
        loop = asyncio.new_event_loop()
        stack_of_contexts.callback(loop.close)
        for birth, (batch, batches) in BIRTHS.items():
            for stack in STACKS:
                found[birth, stack.name] = _batches(batch, batches, stack, loop)
    return found


def _batches(
    batch: Batch, count: int, stack: Stack, loop: asyncio.AbstractEventLoop
) -> tuple[list[float], list[float]]:
    created, disposed = [], []
    for _ in range(count):
        create, dispose = batch(loop)
        gc.collect()
        gc.disable()
        created.append(1e6 * stack.below(create))
        start = time.perf_counter()
        dispose()
        disposed.append(1e6 * (time.perf_counter() - start) / SIZE)
        gc.enable()
    return created, disposed


def _crashed(kind: str, error: BaseException) -> None:
    raise SystemExit(f"the {kind} probe failed: {error!r}")


async def _nothing() -> None:
    """What the tasks run."""


if __name__ == "__main__":
    print(json.dumps([asdict(row) for row in measure(int(sys.argv[1]))]))
