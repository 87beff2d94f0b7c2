"""Who is typing where, until they stop or nothing was heard for a while."""

import asyncio
from collections.abc import Callable

from chat.session import Session


class TypingIndicator:
    """One timer per person and room; `on_stop` is called when it runs out."""

    def __init__(self, timeout: float, on_stop: Callable[[Session, str], None]) -> None:
        self.timeout = timeout
        self._on_stop = on_stop
        self._timers: dict[str, dict[str, asyncio.TimerHandle]] = {}

    def start(self, session: Session, room: str) -> bool:
        """Note that somebody types, and for how long to believe it; true when that is news."""
        news = not self.stop(session, room)
        loop = asyncio.get_running_loop()
        timer = loop.call_later(self.timeout, self._expire, session, room)
        self._timers.setdefault(session.id, {})[room] = timer
        return news

    def stop(self, session: Session, room: str) -> bool:
        """Forget that somebody types; true when they did."""
        timers = self._timers.get(session.id, {})
        timer = timers.pop(room, None)
        if timer is None:
            return False
        timer.cancel()
        if not timers:
            del self._timers[session.id]
        return True

    def stop_all(self, session: Session) -> None:
        """Forget everything about somebody who is gone, without telling anyone."""
        for timer in self._timers.pop(session.id, {}).values():
            timer.cancel()

    def _expire(self, session: Session, room: str) -> None:
        self.stop(session, room)
        self._on_stop(session, room)
