"""Driving a coroutine from one suspension to the next, and doing something at the k-th."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from pytest_wshygiene.suspended.stacks import await_chain, told

#: Whose awaits are counted.
SCENARIO, HANDLER = "scenario", "handler"


@dataclass(slots=True)
class Plan:
    """What is to be done at which suspension of whom; and all suspensions that were seen, as source places."""

    side: str = SCENARIO
    at: int = 0
    act: Callable[[], None] | None = None
    root: str = ""
    seen: dict[str, list[str]] = field(default_factory=lambda: {SCENARIO: [], HANDLER: []})
    done: bool = False

    def suspended(self, side: str, coroutine: Any) -> None:
        """``coroutine`` waits for something."""
        self.seen[side].append(told(await_chain(coroutine), self.root))
        if side == self.side and len(self.seen[side]) == self.at and self.act is not None:
            self.done = True
            self.act()


class Stepped:
    """An awaitable that runs a coroutine, and tells ``plan`` of every suspension of it."""

    def __init__(self, coroutine: Any, plan: Plan, side: str) -> None:
        if not hasattr(coroutine, "send"):
            raise TypeError(f"the {side} returns a `{type(coroutine).__name__}`. Give a coroutine function.")
        self._coroutine = coroutine
        self._plan = plan
        self._side = side

    def __await__(self) -> Generator[Any, Any, Any]:
        resume = functools.partial(self._coroutine.send, None)
        while True:
            try:
                waited_for = resume()
            except StopIteration as end:
                return end.value
            self._plan.suspended(self._side, self._coroutine)
            try:
                resume = functools.partial(self._coroutine.send, (yield waited_for))
            except BaseException as error:
                resume = functools.partial(self._coroutine.throw, error)


def points(places: list[str]) -> list[int]:
    """The suspensions to act at, counted from 1: of those at one place, the first and the last."""
    first = {place: index for index, place in reversed(list(enumerate(places, 1)))}
    last = {place: index for index, place in enumerate(places, 1)}
    return sorted({*first.values(), *last.values()})


def stepping(function: Callable[..., Awaitable[Any]], plan: Callable[[], Plan], side: str) -> Callable[..., Any]:
    """The same coroutine function, with its suspensions told to whatever ``plan()`` is then."""

    @functools.wraps(function)
    async def stepped(*args: Any, **kwargs: Any) -> Any:
        return await Stepped(function(*args, **kwargs), plan(), side)

    return stepped
