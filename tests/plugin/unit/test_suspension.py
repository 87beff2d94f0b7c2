"""Where suspended code stands, told as the user wrote it."""

from __future__ import annotations

import asyncio
import gc
import sysconfig
import threading
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_wshygiene.evidence.roots import Roots
from pytest_wshygiene.suspended.stacks import await_chain, thread_stack, told

ROOT = str(Path(__file__).parent)
FILE = Path(__file__)


@pytest.fixture
def resting() -> Iterator[Callable[[Any], str]]:
    """Run a coroutine or generator up to where it rests; where that is, without the file's name."""
    started: list[Any] = []

    def rest(suspended: Any) -> str:
        started.append(suspended)
        suspended.send(None)
        return told(await_chain(suspended), ROOT).removeprefix(f"{FILE.name}:")

    yield rest
    for suspended in started:
        suspended.close()


def library(source: str, **names: Any) -> Any:
    """The function ``made`` of an installed library."""
    exec(compile(source, f"{sysconfig.get_path('purelib')}/somelib/core.py", "exec"), names)
    return names["made"]


_NEVER = """
class made:
    def __await__(self):
        yield
"""
#: Never comes, and never ends.
Never: Any = library(_NEVER)


def line_of(marker: str) -> int:
    """The line of this file with the comment ``# marker``."""
    found = [number for number, line in enumerate(FILE.read_text().splitlines(), 1) if line.endswith(f"# {marker}")]
    assert len(found) == 1
    return found[0]


def never() -> Coroutine[Any, Any, Any]:
    """A library's coroutine that never ends."""
    made: Callable[[Any], Coroutine[Any, Any, Any]] = library("async def made(thing):\n    await thing")
    return made(Never())


async def waits(event: Callable[[], Awaitable[None]]) -> None:
    await event()  # waits


async def waits_over_lines(queue: Callable[..., Awaitable[None]]) -> None:
    await queue(  # over lines
    )


async def waits_long(a_function_with_a_long_name: Callable[..., Awaitable[None]]) -> None:
    await a_function_with_a_long_name("a word and one more and one more", "and another")  # long


async def waits_for_another() -> None:
    await waits(never)


async def loops(feed: AsyncIterator[None]) -> None:
    async for _ in feed:  # loops
        print("the body takes no part")


async def loops_in_a_line(feed: AsyncIterator[None]) -> None:
    async for _ in feed: pass  # fmt: skip # noqa: E701 # in a line


async def enters(lock: Any) -> None:
    async with lock:  # enters
        print("the body takes no part")


async def leaves(lock: Any) -> None:
    async with lock:  # leaves
        pass


async def collects(feed: AsyncIterator[None]) -> list[None]:
    return [item async for item in feed]  # collects


def test_await_is_told_without_the_word(resting: Callable[[Any], str]) -> None:
    assert resting(waits(never)) == f"{line_of('waits')} in waits, awaiting event()"


def test_await_over_several_lines_becomes_one(resting: Callable[[Any], str]) -> None:
    told = resting(waits_over_lines(never))
    assert told.startswith(f"{line_of('over lines')} in waits_over_lines, awaiting queue(")
    assert "\n" not in told


def test_long_await_is_cut(resting: Callable[[Any], str]) -> None:
    _, _, text = resting(waits_long(lambda *_: never())).partition("awaiting ")
    assert text == 'a_function_with_a_long_name("a word and one more and one more...'


def test_innermost_line_of_the_users_is_told(resting: Callable[[Any], str]) -> None:
    assert resting(waits_for_another()) == f"{line_of('waits')} in waits, awaiting event()"


def test_line_of_a_library_is_told_where_there_is_no_other(resting: Callable[[Any], str]) -> None:
    assert resting(never()).startswith("somelib/core.py:4 in made.__await__")


def library_lock(enter: str, leave: str) -> Any:
    source = f"class made:\n async def __aenter__(self):\n  {enter}\n async def __aexit__(self, *exc):\n  {leave}"
    return library(source, thing=Never())()


def test_async_for_is_told_by_what_it_goes_over(resting: Callable[[Any], str]) -> None:
    feed = library("async def made(thing):\n    yield await thing")(Never())
    told = resting(loops(feed))
    assert told.startswith(f"{line_of('loops')} in loops, awaiting ")
    assert "feed" in told
    assert "print" not in told


def test_async_for_in_one_line_is_told_by_what_it_goes_over(resting: Callable[[Any], str]) -> None:
    feed = library("async def made(thing):\n    yield await thing")(Never())
    assert resting(loops_in_a_line(feed)) == f"{line_of('in a line')} in loops_in_a_line, awaiting feed"


def test_comprehension_is_told_by_what_it_goes_over(resting: Callable[[Any], str]) -> None:
    feed = library("async def made(thing):\n    yield await thing")(Never())
    told = resting(collects(feed))
    assert told.startswith(f"{line_of('collects')} in collects")
    assert told.endswith(", awaiting feed") or "async for item in feed" in told


def test_async_with_is_told_by_its_head_when_it_enters(resting: Callable[[Any], str]) -> None:
    told = resting(enters(library_lock("await thing", "pass")))
    assert told.startswith(f"{line_of('enters')} in enters, awaiting ")
    assert "lock" in told
    assert "print" not in told


def test_async_with_is_told_by_its_head_when_it_leaves(resting: Callable[[Any], str]) -> None:
    told = resting(leaves(library_lock("pass", "await thing")))
    assert told.startswith(f"{line_of('leaves')} in leaves, awaiting ")
    assert "lock" in told
    assert "pass" not in told


def test_generator_at_its_yield_awaits_nothing(resting: Callable[[Any], str]) -> None:
    def counts() -> Iterator[int]:
        yield 1  # counts

    def hands_on() -> Iterator[int]:
        yield from counts()

    place = f"{line_of('counts')} in test_generator_at_its_yield_awaits_nothing.<locals>.counts"
    for where in (resting(counts()), resting(hands_on())):
        assert where.startswith(place)
        assert "awaiting" not in where


def test_async_generator_at_its_yield_awaits_nothing() -> None:
    async def feed() -> AsyncIterator[int]:
        yield 1  # feed

    generator = feed()
    with pytest.raises(StopIteration):
        anext(generator).__await__().send(None)
    where = told(await_chain(generator), ROOT)
    assert where.startswith(f"{FILE.name}:{line_of('feed')} in ")
    assert "awaiting" not in where


def test_task_inside_an_async_generator_is_told_there() -> None:
    async def feed() -> AsyncIterator[int]:
        yield 1
        await asyncio.sleep(60)  # sleeps

    async def consume() -> None:
        async for _ in feed():
            pass

    async def main() -> str:
        task = asyncio.create_task(consume())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return told(await_chain(task.get_coro()), ROOT)

    where = asyncio.run(main())
    assert where.startswith(f"{FILE.name}:{line_of('sleeps')} in ")
    assert where.endswith(".<locals>.feed, awaiting asyncio.sleep(60)")


def test_chain_ends_where_the_coroutine_does() -> None:
    coroutine = waits(never)
    assert told(await_chain(coroutine), ROOT).startswith(f"{FILE.name}:")
    coroutine.close()
    assert told(await_chain(coroutine), ROOT) == "not started, or at its end"


def test_source_that_is_gone_leaves_the_line(resting: Callable[[Any], str]) -> None:
    names: dict[str, Any] = {}
    exec(compile("async def made(thing):\n    await thing", f"{ROOT}/no_such_file.py", "exec"), names)
    assert resting(names["made"](Never())) == "no_such_file.py:2 in made"


class Kept:
    """Something that the frame of a function keeps alive."""


def test_a_stack_of_this_thread_leaves_nothing_behind_for_the_collector() -> None:
    def look() -> weakref.ref[Kept]:
        kept = Kept()
        thread_stack(threading.get_ident())
        Roots()
        return weakref.ref(kept)

    gc.disable()
    try:
        assert look()() is None
    finally:
        gc.enable()
