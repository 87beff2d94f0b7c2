"""Following the samples of a manager's memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from wshygiene_reference.memory import MemorySample

if TYPE_CHECKING:
    from wshygiene_reference.server import WebSocketManager


async def each_sample(manager: WebSocketManager, look: Callable[[MemorySample], object]) -> None:
    """Call ``look`` with each new sample, until cancelled; half an interval after it was taken at most."""
    seen = float("-inf")
    while True:
        await asyncio.sleep(manager.config.memory_interval / 2)
        if manager.memory.samples and manager.memory.samples[-1].at > seen:
            seen = manager.memory.samples[-1].at
            look(manager.memory.samples[-1])
