"""Values that change faster than anybody can look: the first goes out at once, of the rest only the last."""

from __future__ import annotations

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Throttle(Generic[Value]):
    """At most one value under each key every ``interval`` seconds, sent by ``send(key, value)``.

    One timer serves all keys, and exists only while there is something to hold back.
    """

    def __init__(self, loop: AbstractEventLoop, interval: float, send: Callable[[Hashable, Value], None]) -> None:
        self._loop = loop
        self._interval = interval
        self._send = send
        self._held: dict[Hashable, Value | None] = {}
        self._timer: TimerHandle | None = None

    def put(self, key: Hashable, value: Value) -> bool:
        """Send ``value`` now, or at the end of the interval unless a later one comes; True when it was sent."""
        if self._interval <= 0:
            self._send(key, value)
            return True
        if key in self._held:
            self._held[key] = value
            return False
        self._held[key] = None
        if self._timer is None:
            self._timer = self._loop.call_later(self._interval, self._flush)
        self._send(key, value)
        return True

    def clear(self) -> None:
        """Cancel the timer and drop what is held back."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._held.clear()

    def _flush(self) -> None:
        self._timer = None
        held, self._held = self._held, {}
        for key, value in held.items():
            if value is not None:
                self.put(key, value)

    def __len__(self) -> int:
        return len(self._held)
