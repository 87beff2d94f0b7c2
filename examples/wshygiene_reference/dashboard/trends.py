"""Series for the plots: memory and connections over time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from wshygiene_reference.memory import MEGABYTE

if TYPE_CHECKING:
    from wshygiene_reference.server import WebSocketManager

#: Points of a plot; more would fall on the same pixel.
POINTS = 360


def trend(manager: WebSocketManager) -> dict[str, Any]:
    """The samples that the manager keeps: seconds since the epoch, MB, connections."""
    samples = list(manager.memory.samples)
    step = max(1, -(-len(samples) // POINTS))
    kept = samples[::-1][::step][::-1]  # the newest one is always there
    offset = time.time() - manager.now()
    return {
        "at": [round(each.at + offset, 1) for each in kept],
        "memory": [round(each.uss / MEGABYTE, 2) for each in kept],
        "connections": [each.connections for each in kept],
    }
