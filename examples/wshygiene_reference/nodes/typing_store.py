"""Who is typing, for other nodes to see: kept here, claimed there for as long as this node lives."""

from __future__ import annotations

from collections.abc import Callable

from wshygiene_reference.typing_indicators import TypingStore


class SharedTypingStore:
    """A store whose changes are told: ``told(user, thread, is_typing)``. What is asked for is that of this node."""

    def __init__(self, store: TypingStore, told: Callable[[str, str, bool], None]) -> None:
        #: The store that keeps them.
        self.inner = store
        self._told = told
        self._threads: dict[str, set[str]] = {}

    def add(self, user: str, thread: str) -> None:
        """Somebody types in a thread."""
        self.inner.add(user, thread)
        self._threads.setdefault(user, set()).add(thread)
        self._told(user, thread, True)

    def remove(self, user: str, thread: str | None = None) -> None:
        """Somebody has stopped in one thread, or in all of them."""
        self.inner.remove(user, thread)
        mine = self._threads.get(user, set())
        for each in [thread] if thread is not None else sorted(mine):
            mine.discard(each)
            self._told(user, each, False)
        if not mine:
            self._threads.pop(user, None)

    def typing_in(self, thread: str) -> frozenset[str]:
        """The users who type in a thread, with a connection to this node."""
        return self.inner.typing_in(thread)

    def is_typing(self, user: str, thread: str) -> bool:
        """Whether a user types in a thread."""
        return thread in self._threads.get(user, ())

    def pairs(self) -> list[tuple[str, str]]:
        """All (user, thread) pairs."""
        return [(user, thread) for user, threads in self._threads.items() for thread in threads]
