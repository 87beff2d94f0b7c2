"""``no_leaks()`` around a block: it fails when something opened inside stays open, and for nothing else."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pytest_wshygiene import LeakError, no_leaks

from .blocks import SOON, Kept, leaks

#: Where another thread has to get its turn first, which takes longer on a loaded machine.
PATIENT = 0.2

pytestmark = pytest.mark.usefixtures("patches_undone")


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


def test_nested_blocks_blame_the_inner_one_once(kept: Kept) -> None:
    with no_leaks(settle=SOON), leaks("socket"), no_leaks(settle=SOON):
        kept.leak()
    with leaks("socket"), no_leaks(settle=SOON):
        with no_leaks(settle=SOON):
            pass
        kept.leak()


def test_blocks_that_overlap_leave_no_patch() -> None:
    async def block(enter: float, leave: float) -> None:
        await asyncio.sleep(enter)
        async with no_leaks(settle=SOON):
            await asyncio.sleep(leave - enter)

    async def main() -> None:
        await asyncio.gather(block(0, 0.02), block(0.01, 0.03))

    asyncio.run(main())


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
