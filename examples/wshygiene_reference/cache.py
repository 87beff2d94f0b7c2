"""The last value under each key, for those who come later; the least recently used goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class LastValueCache(Generic[Key, Value]):
    """At most ``size`` values, never one more. Raises ValueError for a size below 1."""

    def __init__(self, size: int) -> None:
        if size < 1:
            raise ValueError(f"size = {size}: a cache holds at least 1 value.")
        self._size = size
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def put(self, key: Key, value: Value) -> None:
        """Keep ``value`` as the last one under ``key``."""
        if key not in self._values and len(self._values) >= self._size:
            self._values.popitem(last=False)
        self._values[key] = value
        self._values.move_to_end(key)

    def get(self, key: Key) -> Value | None:
        """The last value under ``key``, None when there is none; it becomes the one that goes last."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key]

    def discard(self, key: Key) -> None:
        """Forget the value under ``key``."""
        self._values.pop(key, None)

    def shrink(self, share: float = 0.5) -> int:
        """Drop the least recently used ``share`` (0 to 1) of the values; how many went."""
        gone = int(len(self._values) * share)
        for _ in range(gone):
            self._values.popitem(last=False)
        return gone

    def clear(self) -> None:
        """Drop everything."""
        self._values.clear()

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: Key) -> bool:
        return key in self._values
