"""What is recorded of a lock or the like that somebody has taken."""

from __future__ import annotations

import threading
import weakref


class Hold:
    """One acquisition that has not been given back; the lock and the task that took it are held weakly."""

    __slots__ = ("__weakref__", "lock", "name", "taker", "thread")

    def __init__(self, lock: object, name: str, taker: object | None) -> None:
        self.lock = weakref.ref(lock)
        self.name = name
        self.taker = weakref.ref(taker) if taker is not None else None
        self.thread = threading.get_ident()

    def is_by(self, thread: int, task: object | None) -> bool:
        """True for what was taken by that task, or by that thread outside of all tasks."""
        return self.thread == thread if self.taker is None else self.taker() is task

    @property
    def release(self) -> str:
        """How it is given back."""
        is_async = not self.name.startswith("threading.")
        return f"`lock.release()` in a `finally`, or `{'async ' * is_async}with lock:` around its use"
