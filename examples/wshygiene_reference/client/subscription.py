"""Somebody's interest in a room: it survives reconnects, and ends when it is told to or with the client."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from weakref import WeakMethod

Callback = Callable[[Any], None]


class Subscription:
    """What ``client.subscribe()`` returns. After ``with``, or ``unsubscribe()``, nothing is delivered.

    A ``weak`` one does not keep the object alive whose method is called, and ends with it.
    """

    def __init__(
        self, ended: Callable[[Subscription], None], room: str, callback: Callback, *, weak: bool = False
    ) -> None:
        self.room = room
        self._ended: Callable[[Subscription], None] | None = ended
        self._callback: Callback | WeakMethod[Any] | None = None
        self._weak = weak
        self.replace(callback)

    def replace(self, callback: Callback) -> None:
        """Call ``callback`` from now on, not the one before. Raises RuntimeError when the subscription has ended."""
        if self._ended is None:
            raise RuntimeError(f"the subscription to {self.room!r} has ended.")
        self._callback = WeakMethod(callback) if self._weak else callback

    def unsubscribe(self) -> None:
        """End it. Doing so again changes nothing."""
        ended, self._ended = self._ended, None
        self._callback = None
        if ended is not None:
            ended(self)

    def deliver(self, data: Any) -> bool:
        """Hand over what came in; False when nobody is interested any more."""
        callback = self._callback() if isinstance(self._callback, WeakMethod) else self._callback
        if callback is None:
            self.unsubscribe()
            return False
        callback(data)
        return True

    @property
    def is_active(self) -> bool:
        """True until it ends."""
        return self._ended is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.unsubscribe()
