"""Who is typing where, until they stop or nothing was heard for a while."""

import asyncio
from collections.abc import Callable

from chat.session import Session


class TypingIndicator:
    """One timer per person and room; `on_stop` is called when it runs out."""

    def __init__(self, timeout: float, on_stop: Callable[[Session, str], None]) -> None:
        self.timeout = timeout
        self._on_stop = on_stop
        self._timers: dict[tuple[str, str], asyncio.TimerHandle] = {}

    def start(self, session: Session, room: str) -> bool:
        """Note that somebody types, and for how long to believe it; true when that is news."""
        news = not self.stop(session, room)
        loop = asyncio.get_running_loop()
        self._timers[session.id, room] = loop.call_later(self.timeout, self._expire, session, room)
        return news

    def stop(self, session: Session, room: str) -> bool:
        """Forget that somebody types; true when they did."""
        timer = self._timers.pop((session.id, room), None)
        if timer is not None:
            timer.cancel()
        return timer is not None

    def _expire(self, session: Session, room: str) -> None:
        del self._timers[session.id, room]
        self._on_stop(session, room)
