"""Who is typing where: an indicator that ends itself, and ends with the connection that started it."""

from __future__ import annotations

from asyncio import AbstractEventLoop, TimerHandle
from collections import Counter
from collections.abc import Callable
from typing import Protocol


class TypingStore(Protocol):
    """Where indicators are kept for others to see: in memory here, shared between servers elsewhere."""

    def add(self, user: str, thread: str) -> None:
        """Somebody types in a thread."""

    def remove(self, user: str, thread: str | None = None) -> None:
        """Somebody has stopped in one thread, or in all of them."""

    def typing_in(self, thread: str) -> frozenset[str]:
        """The users who type in a thread."""


class MemoryTypingStore:
    """Indicators of this process."""

    def __init__(self) -> None:
        self._users: dict[str, set[str]] = {}

    def add(self, user: str, thread: str) -> None:
        """Somebody types in a thread."""
        self._users.setdefault(thread, set()).add(user)

    def remove(self, user: str, thread: str | None = None) -> None:
        """Somebody has stopped in one thread, or in all of them."""
        for each in [thread] if thread is not None else list(self._users):
            users = self._users.get(each, set())
            users.discard(user)
            if not users:
                self._users.pop(each, None)

    def typing_in(self, thread: str) -> frozenset[str]:
        """The users who type in a thread."""
        return frozenset(self._users.get(thread, ()))

    def __len__(self) -> int:
        return sum(map(len, self._users.values()))


class TypingIndicators:
    """A timer for each connection and thread. ``changed(connection, user, thread, is_typing)`` tells the others."""

    def __init__(
        self,
        loop: AbstractEventLoop,
        timeout: float,
        store: TypingStore,
        changed: Callable[[str, str, str, bool], None],
    ) -> None:
        self._loop = loop
        self._timeout = timeout
        self.store = store
        self._changed = changed
        self._timers: dict[tuple[str, str], TimerHandle] = {}
        self._threads: dict[str, set[str]] = {}
        self._connections: Counter[tuple[str, str]] = Counter()  # with which a user types in a thread

    def start(self, connection: str, user: str, thread: str) -> None:
        """Somebody types: start the timer of that thread, or start it anew."""
        earlier = self._timers.get((connection, thread))
        if earlier is not None:
            earlier.cancel()
        self._timers[connection, thread] = self._loop.call_later(self._timeout, self.stop, connection, user, thread)
        if earlier is not None:
            return
        self._threads.setdefault(connection, set()).add(thread)
        self._connections[user, thread] += 1
        if self._connections[user, thread] == 1:
            self.store.add(user, thread)
            self._changed(connection, user, thread, True)

    def stop(self, connection: str, user: str, thread: str) -> bool:
        """Somebody has stopped typing in ``thread``, ``*`` for all of them; False when nothing was known of it."""
        threads = self._threads.get(connection, set())
        if thread == "*":
            return bool([self.stop(connection, user, each) for each in list(threads)])
        if thread not in threads:
            return False
        threads.discard(thread)
        if not threads:
            del self._threads[connection]
        self._timers.pop((connection, thread)).cancel()
        self.forget(connection, user, thread)
        return True

    def cancel_timers(self, connection: str) -> frozenset[str]:
        """Cancel the timers of a connection that goes; the threads that have to be forgotten after it."""
        threads = self._threads.pop(connection, set())
        for thread in threads:
            self._timers.pop((connection, thread)).cancel()
        return frozenset(threads)

    def forget(self, connection: str, user: str, thread: str) -> None:
        """A connection of somebody's has stopped: so have they, unless they type in the thread with another one."""
        self._connections[user, thread] -= 1
        if self._connections[user, thread] <= 0:
            del self._connections[user, thread]
            self.store.remove(user, thread)
            self._changed(connection, user, thread, False)

    def known(self) -> frozenset[str]:
        """Connections with a timer, for finding those who should not have one."""
        return frozenset(self._threads)

    def clear(self) -> None:
        """Cancel everything, and tell nobody."""
        for connection in list(self._threads):
            self.cancel_timers(connection)
        self._connections.clear()

    def __len__(self) -> int:
        return len(self._timers)
