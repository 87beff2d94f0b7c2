"""Who has logged in: kept here, so that it can be ended here; the browser only holds a random name for it."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from wshygiene_reference.admin.access import Caller

#: Sessions at the same time; the one that was not used for longest makes room for one more.
MOST = 64
#: Seconds that a session lasts at most, and without being used.
LIFETIME, IDLE = 12 * 3600.0, 3600.0


@dataclass(slots=True, eq=False)
class Session:
    """``caller`` is whose token it was, ``csrf`` what every form must bring back, ``notice`` is shown once."""

    caller: Caller
    began: float
    used: float
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    notice: str | None = None


class Sessions:
    """Sessions by the value of their cookie. Times are seconds of a monotonic clock."""

    def __init__(self, most: int = MOST, lifetime: float = LIFETIME, idle: float = IDLE) -> None:
        self._most = most
        self._lifetime = lifetime
        self._idle = idle
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def begin(self, caller: Caller) -> str:
        """A new session; what its cookie holds."""
        now = time.monotonic()
        self._drop_expired(now)
        while len(self._sessions) >= self._most:
            self._sessions.popitem(last=False)
        name = secrets.token_urlsafe(32)
        self._sessions[name] = Session(caller, now, now)
        return name

    def find(self, name: str | None, *, use: bool = True) -> Session | None:
        """The session of a cookie, None when there is none any more; looking in without ``use`` keeps none alive."""
        session = self._sessions.get(name or "")
        if name is None or session is None:
            return None
        now = time.monotonic()
        if self._is_expired(session, now):
            del self._sessions[name]
            return None
        if use:
            session.used = now
            self._sessions.move_to_end(name)
        return session

    def end(self, name: str | None) -> None:
        """End a session. Ending one that is not there does nothing."""
        self._sessions.pop(name or "", None)

    def clear(self) -> None:
        """End all sessions."""
        self._sessions.clear()

    def __len__(self) -> int:
        return len(self._sessions)

    def _is_expired(self, session: Session, now: float) -> bool:
        return now - session.began >= self._lifetime or now - session.used >= self._idle

    def _drop_expired(self, now: float) -> None:
        for name in [name for name, each in self._sessions.items() if self._is_expired(each, now)]:
            del self._sessions[name]
