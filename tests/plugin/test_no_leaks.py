"""``no_leaks()``: a block or a function that releases what it opens, with pytest or without."""

from __future__ import annotations

import asyncio
import ctypes
import inspect
import os
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pytest_wshygiene import Leak, LeakError, no_leaks

#: Leaks of these tests do not go away: nothing is gained by waiting for them.
SOON = 0.02
#: Where another thread has to get its turn first, which takes longer on a loaded machine.
PATIENT = 0.2
SPACES: list[Any] = [
    asyncio.BaseEventLoop,
    asyncio.Lock,
    asyncio.Semaphore,
    asyncio.base_events.Server,
    asyncio.runners,
    asyncio.selector_events._SelectorTransport,
    socket.socket,
    threading,
    threading.Thread,
]


def survey() -> dict[tuple[int, str], Any]:
    """Everything in the places that get patched."""
    return {(index, name): value for index, space in enumerate(SPACES) for name, value in vars(space).items()}


@pytest.fixture(autouse=True)
def patches_undone() -> Iterator[None]:
    """No test of this file may leave a patch behind."""
    before = survey()
    yield
    left = [key for key, value in survey().items() if before.get(key) is not value]
    for index, name in left:
        setattr(SPACES[index], name, before[index, name])  # the next test starts clean
    assert sorted(name for _, name in left) == []


class Kept:
    """Sockets that are left open on purpose, until the test is over."""

    def __init__(self) -> None:
        self.sockets: list[socket.socket] = []

    def leak(self, count: int = 1) -> int:
        for _ in range(count):
            self.sockets.append(socket.socket())
        return count


@pytest.fixture
def kept() -> Iterator[Kept]:
    made = Kept()
    yield made
    for sock in made.sockets:
        sock.close()


@contextmanager
def leaks(*kinds: str) -> Iterator[list[Leak]]:
    """The block ends in a LeakError with leaks of these kinds, which the list then has."""
    found: list[Leak] = []
    with pytest.raises(LeakError) as caught:
        yield found
    found += caught.value.leaks
    assert [leak.kind for leak in found] == list(kinds)


# -- blocks and functions ----------------------------------------------------------------------------------------------


def test_block_that_leaks(kept: Kept) -> None:
    with leaks("socket") as found, no_leaks(settle=SOON):  # block
        kept.leak()
    (leak,) = found
    lines = Path(__file__).read_text().splitlines()
    line = 1 + next(number for number, text in enumerate(lines) if text.endswith("# block"))
    assert leak.owner.kind == "block"
    assert str(leak.owner) == f"no_leaks() at tests/plugin/test_no_leaks.py:{line}"
    assert leak.summary == f"A socket was still open {SOON:g} s after {leak.owner}."
    assert leak.birth[0].function == "Kept.leak"
    assert leak.verdict == "fail"


def test_error_is_an_assertion_that_says_everything(kept: Kept) -> None:
    with pytest.raises(AssertionError) as caught, no_leaks(settle=SOON):
        kept.leak(2)
    assert isinstance(caught.value, LeakError)
    assert isinstance(caught.value.leaks, tuple)
    assert caught.value.leaks[0].count == 2
    assert str(caught.value).startswith("WSH400 socket-outlives-owner: A socket was still open ")
    assert "    release   " in str(caught.value)


def test_block_that_is_clean() -> None:
    with no_leaks(), socket.socket():
        pass
    before = socket.socket()
    with no_leaks():
        before.close()


def test_block_may_use_what_was_open_before(kept: Kept) -> None:
    kept.leak()
    with no_leaks(settle=SOON):
        kept.sockets[0].setblocking(False)


@pytest.mark.parametrize("guard", [no_leaks, no_leaks(settle=SOON)], ids=["bare", "arguments"])
def test_decorated_function(kept: Kept, guard: Any) -> None:
    @guard
    def leak(count: int, *, name: str = "x") -> str:
        "Leak some."
        return f"{kept.leak(count)}{name}"

    @guard
    def clean(left: int, right: int) -> int:
        return left + right

    assert (leak.__name__, leak.__doc__) == ("leak", "Leak some.")
    assert clean(1, right=2) == 3
    for _ in range(2):
        with leaks("socket"):
            leak(1, name="y")


@pytest.mark.parametrize("guard", [no_leaks, no_leaks(settle=SOON)], ids=["bare", "arguments"])
def test_decorated_coroutine_function(guard: Any) -> None:
    @guard
    async def leak() -> asyncio.Task[None]:
        return asyncio.create_task(asyncio.sleep(60))

    @guard
    async def clean(value: int) -> int:
        await asyncio.sleep(0)
        return value

    async def main() -> None:
        assert await clean(5) == 5
        with leaks("task") as found:
            await leak()
        assert found[0].subject == "sleep()"

    assert inspect.iscoroutinefunction(leak)
    asyncio.run(main())


@contextmanager
def loop_in_a_thread() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop that runs elsewhere; what is left on it is cancelled."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


def test_what_a_block_gives_to_another_threads_loop_is_its_own() -> None:
    """Even if that loop comes to it only when the block has ended."""
    with loop_in_a_thread() as loop:
        for _ in range(3):
            with leaks("task"), no_leaks(settle=PATIENT):
                asyncio.run_coroutine_threadsafe(asyncio.sleep(60), loop)

        async def main() -> None:
            for _ in range(3):
                with leaks("task"):
                    async with no_leaks(settle=PATIENT):
                        asyncio.run_coroutine_threadsafe(asyncio.sleep(60), loop)

        asyncio.run(main())


def test_decorated_method(kept: Kept) -> None:
    class Feed:
        @no_leaks(settle=SOON)
        def open(self) -> Feed:
            kept.leak()
            return self

        @no_leaks
        async def read(self) -> Feed:
            return self

    feed = Feed()
    assert asyncio.run(feed.read()) is feed
    with leaks("socket"):
        feed.open()


def test_async_block_judges_tasks_and_lets_them_finish() -> None:
    async def main() -> None:
        async with no_leaks():
            task = asyncio.create_task(asyncio.sleep(0.02))
        assert task.done()
        with leaks("task") as found:
            async with no_leaks(settle=SOON):
                leaked = asyncio.create_task(asyncio.sleep(60))
        assert found[0].owner.kind == "block"
        assert found[0].birth[0].function.endswith("<locals>.main")
        assert not leaked.done()
        leaked.cancel()

    asyncio.run(main())


def test_block_around_a_whole_loop() -> None:
    async def main() -> None:
        asyncio.get_running_loop().keep = asyncio.create_task(asyncio.sleep(60), name="x")  # type: ignore[attr-defined]
        await asyncio.sleep(0)

    with leaks("task") as found, no_leaks(settle=SOON):
        asyncio.run(main())
    assert "cancelled by asyncio.run()" in found[0].state


def test_recursion_is_blocks_in_blocks(kept: Kept) -> None:
    @no_leaks(settle=SOON)
    def fall(depth: int) -> None:
        if depth:
            fall(depth - 1)
        else:
            kept.leak()

    with leaks("socket"):
        fall(3)


def test_nested_blocks_blame_the_inner_one_once(kept: Kept) -> None:
    with no_leaks(settle=SOON), leaks("socket"), no_leaks(settle=SOON):
        kept.leak()
    with leaks("socket"), no_leaks(settle=SOON):
        with no_leaks(settle=SOON):
            pass
        kept.leak()


def test_one_guard_for_several_calls_at_once(kept: Kept) -> None:
    @no_leaks(settle=SOON)
    async def trip(name: str, wait: float) -> str:
        await asyncio.sleep(wait)
        if name == "leaks":
            kept.leak()
        return name

    async def main() -> list[Any]:
        trips = (trip("a", 0.01), trip("leaks", 0.02), trip("b", 0.03))
        return await asyncio.gather(*trips, return_exceptions=True)

    first, second, third = asyncio.run(main())
    assert (first, third) == ("a", "b")
    assert isinstance(second, LeakError)


def test_blocks_that_overlap_leave_no_patch() -> None:
    async def block(enter: float, leave: float) -> None:
        await asyncio.sleep(enter)
        async with no_leaks(settle=SOON):
            await asyncio.sleep(leave - enter)

    async def main() -> None:
        await asyncio.gather(block(0, 0.02), block(0.01, 0.03))

    asyncio.run(main())


# -- exceptions and terms ----------------------------------------------------------------------------------------------


def test_exception_passes_through_unjudged(kept: Kept) -> None:
    with pytest.raises(KeyError), no_leaks():
        kept.leak()
        raise KeyError("own")

    @no_leaks
    async def fails() -> None:
        kept.leak()
        raise KeyError("own")

    with pytest.raises(KeyError):
        asyncio.run(fails())


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, asyncio.CancelledError, GeneratorExit])
def test_whoever_is_thrown_out_is_not_judged(kept: Kept, kind: type[BaseException]) -> None:
    with pytest.raises(kind), no_leaks():
        kept.leak()
        raise kind


def test_kinds(kept: Kept) -> None:
    with no_leaks(kinds="task timer", settle=SOON):
        kept.leak()
    with leaks("socket"), no_leaks(kinds=["socket"], settle=SOON):
        kept.leak()


def test_ignore(kept: Kept) -> None:
    with no_leaks(ignore="kind=socket function=Kept.leak because it is known", settle=SOON):
        kept.leak()
    lines = ["kind=thread because A", "kind=task because B"]
    with leaks("socket"), no_leaks(ignore=lines, settle=SOON):
        kept.leak()


def test_settle_is_how_long_leftovers_get() -> None:
    with no_leaks(settle=5):
        threading.Thread(target=time.sleep, args=(0.1,)).start()
    end = threading.Event()
    with leaks("thread"), no_leaks(settle=0):
        late = threading.Thread(target=end.wait)
        late.start()
    end.set()
    late.join()


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"kinds": "sokcet"}, 'no_leaks(kinds) = "sokcet" is not a kind.'),
        ({"settle": -1}, 'no_leaks(settle) = "-1" is not a time.'),
        ({"ignore": "kind=task"}, 'no_leaks(ignore) = "kind=task" gives no reason.'),
    ],
)
def test_wrong_terms_are_a_value_error(terms: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError) as caught:
        no_leaks(**terms)
    assert str(caught.value).startswith(told)


def test_an_ignore_ends_with_its_last_day(kept: Kept) -> None:
    with leaks("socket"), no_leaks(ignore="kind=socket because it is known; until=2020-02-29", settle=SOON):
        kept.leak()
    with no_leaks(ignore="kind=socket because it is known; until=2999-12-31", settle=SOON):
        kept.leak()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors are listed where there is /proc")
def test_what_is_unknown_does_not_raise() -> None:
    """A library in C may have opened it once and for all."""
    library = ctypes.CDLL(None)
    opened = []
    with no_leaks(settle=SOON):
        opened.append(library.open(b"/dev/null", 0))
    os.close(opened[0])


def test_what_does_not_end_with_its_call_cannot_be_decorated() -> None:
    def steps() -> Iterator[int]:
        yield 1

    async def messages() -> AsyncIterator[int]:
        yield 1

    for thing in (steps, messages, Kept):
        with pytest.raises(TypeError, match=f"no_leaks cannot see what `.*{thing.__name__}` does"):
            no_leaks(thing)


def test_unknown_terms_are_a_type_error() -> None:
    with pytest.raises(TypeError):
        no_leaks(kind="socket")
    with pytest.raises(TypeError):
        no_leaks(5)  # type: ignore[call-overload]


# -- inside of a test run ----------------------------------------------------------------------------------------------

INSIDE = """
import asyncio, socket
import pytest
from pytest_wshygiene import LeakError, no_leaks

KEPT = []

def test_clean():
    with no_leaks():
        socket.socket().close()

def test_caught():
    with pytest.raises(LeakError) as caught, no_leaks(settle=0.02):
        KEPT.append(socket.socket())
    assert len(caught.value.leaks) == 1
    KEPT.pop().close()

def test_block():
    with no_leaks(settle=0.02):
        KEPT.append(socket.socket())

@no_leaks(settle=0.02)
def test_decorated():
    KEPT.append(socket.socket())

@no_leaks
def test_decorated_with_a_fixture(tmp_path):
    assert tmp_path.is_dir()

def test_beside():
    with no_leaks():
        pass
    KEPT.append(socket.socket())

def test_async():
    async def main():
        async with no_leaks():
            await asyncio.create_task(asyncio.sleep(0))
    asyncio.run(main())
"""


@pytest.mark.parametrize(("flag", "errors"), [("--wshygiene-mode=off", 0), ("--wshygiene", 1)], ids=["off", "on"])
def test_in_a_test_run(pytester: pytest.Pytester, flag: str, errors: int) -> None:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\nwshygiene_settle = 0.05\n")
    pytester.makepyfile(INSIDE)
    result = pytester.runpytest_subprocess(flag, "-rA")
    result.assert_outcomes(passed=5, failed=2, errors=errors)
    told = [line for line in result.outlines if line.startswith(("FAILED", "ERROR test"))]
    assert [line.split()[1].partition("::")[2] for line in told if line.startswith("FAILED")] == [
        "test_block",
        "test_decorated",
    ]
    if errors:
        result.stdout.fnmatch_lines(["ERROR test_in_a_test_run.py::test_beside*"])
