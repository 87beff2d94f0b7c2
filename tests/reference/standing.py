"""Time that passes on an event loop only when a test says so: what has a deadline is then seen before it and after."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from .conftest import PATIENCE


class StandingClock:
    """What a loop takes for the time."""

    def __init__(self, now: float) -> None:
        self.now = now

    def forward(self, seconds: float) -> None:
        """Let time pass, all at once."""
        self.now += seconds

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait for something to become true, in no time of the loop's."""
        patience = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > patience:
                pytest.fail(f"never happened: {what or condition}")
            await asyncio.sleep(0)


@contextmanager
def standing() -> Iterator[StandingClock]:
    """Have the running loop's clock stand still in here. In real sockets, things go on as ever."""
    loop: Any = asyncio.get_running_loop()
    clock = StandingClock(loop.time())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "time", lambda: clock.now)
        yield clock
