"""Who is at the other end: what a client shows, and what the application makes of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import unquote

#: Where the progress of one session is followed; what comes after it is the session.
PROGRESS_ROUTE = "/api/images_mvp/progress/"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client shows: a bearer token (None when it has not shown one yet), its address and the path it asks for.

    ``query`` is what follows the question mark, for a session's name. Tokens do not belong there: they end in logs.
    """

    token: str | None = field(repr=False)
    remote: str
    path: str
    query: str = ""

    @property
    def session(self) -> str:
        """The session that a client names, in the query or behind ``PROGRESS_ROUTE``; empty when it names none."""
        followed = self.path.removeprefix(PROGRESS_ROUTE)
        return unquote(self.query or (followed if followed != self.path else ""))


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is. It lives on the connection and nowhere else, and goes with it.

    ``session`` groups the connections of one browser or device. ``roles`` and ``crew`` decide the rooms that a
    connection is in from the start.
    """

    user: str
    session: str
    roles: frozenset[str] = frozenset()
    crew: str | None = None


#: Turns credentials into an identity, None for somebody unknown. An authenticator has a deadline.
Authenticator = Callable[[Credentials], Awaitable[Identity | None]]


class Authorizer(Protocol):
    """Decides who may be in which room."""

    def __call__(self, identity: Identity, room: str) -> bool: ...
