"""``no_leaks`` as a decorator: each call is a block of its own, and the function stays what it was."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from pytest_wshygiene import LeakError, no_leaks

from .blocks import SOON, Kept, leaks

pytestmark = pytest.mark.usefixtures("patches_undone")


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


def test_recursion_is_blocks_in_blocks(kept: Kept) -> None:
    @no_leaks(settle=SOON)
    def fall(depth: int) -> None:
        if depth:
            fall(depth - 1)
        else:
            kept.leak()

    with leaks("socket"):
        fall(3)


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


def test_what_does_not_end_with_its_call_cannot_be_decorated() -> None:
    def steps() -> Iterator[int]:
        yield 1

    async def messages() -> AsyncIterator[int]:
        yield 1

    for thing in (steps, messages, Kept):
        with pytest.raises(TypeError, match=f"no_leaks cannot see what `.*{thing.__name__}` does"):
            no_leaks(thing)
