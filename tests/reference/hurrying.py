"""Time that passes faster on one event loop: long timers run out soon, and real sockets still are what they are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@contextmanager
def hurrying(speed: float) -> Iterator[None]:
    """Have the running loop's clock go ``speed`` times as fast in here. No timer may be pending at either end."""
    loop: Any = asyncio.get_running_loop()
    time, select = loop.time, loop._selector.select
    start = time()

    def hurried_time() -> float:
        return float(start + (time() - start) * speed)

    def hurried_select(timeout: float | None = None) -> Any:
        return select(timeout / speed if timeout else timeout)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "time", hurried_time)
        patch.setattr(loop._selector, "select", hurried_select)
        yield
