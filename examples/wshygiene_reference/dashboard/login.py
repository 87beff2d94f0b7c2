"""Logging in: the token is typed once, and the browser is given a cookie that no script can read."""

from __future__ import annotations

import time
from collections.abc import Callable
from secrets import compare_digest
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from wshygiene_reference.admin.access import Caller
from wshygiene_reference.dashboard.sessions import Session, Sessions
from wshygiene_reference.rates import TokenBucket

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

#: Turns a token into who it belongs to; None for nobody.
TokenCheck = Callable[[str], Caller | None]

#: The name of the cookie; the port is added to it, since a browser gives the cookies of a host to all its ports.
COOKIE = "wshygiene_dashboard"
#: Wrong tokens: this many at once, and so many a second in the long run, from everybody together.
ATTEMPTS, RATE = 10, 0.2


class Login:
    """Who is logged in, and who may try."""

    def __init__(self, token: str | TokenCheck) -> None:
        self._check = _only(token) if isinstance(token, str) else token
        self._attempts = TokenBucket(RATE, ATTEMPTS, time.monotonic())
        self.sessions = Sessions()

    def begin(self, token: str) -> str | None:
        """A session for a token, None for a wrong one. Raises ``HTTPException`` after too many of them."""
        if self._attempts.wait() > 0 and not self._attempts.take(time.monotonic()):
            wait = {"Retry-After": f"{self._attempts.wait():.0f}"}
            raise HTTPException(429, "too many wrong tokens; try again in a moment", wait)
        caller = self._check(token.strip())
        if caller is None:
            self._attempts.take(time.monotonic())
            return None
        return self.sessions.begin(caller)

    def session(self, request: Request, *, use: bool = True) -> Session | None:
        """The session that a request belongs to."""
        return self.sessions.find(request.cookies.get(_cookie(request)), use=use)

    def remember(self, request: Request, response: Response, name: str) -> None:
        """Give the browser its cookie. Without a path of its own it belongs to where the dashboard is mounted."""
        response.set_cookie(
            _cookie(request), name, path=None, httponly=True, samesite="strict", secure=request.url.scheme == "https"
        )

    def forget(self, request: Request, response: Response) -> None:
        """End the session, and take the cookie back."""
        self.sessions.end(request.cookies.get(_cookie(request)))
        response.set_cookie(_cookie(request), "", max_age=0, path=None, httponly=True, samesite="strict")


def _cookie(request: Request) -> str:
    try:
        return f"{COOKIE}_{request.url.port or request.url.scheme}"
    except ValueError:  # a port that is none
        return COOKIE


def _only(token: str) -> TokenCheck:
    """Let in who knows ``token``, compared in a time that says nothing about it."""
    expected = token.strip().encode()
    if not expected:
        raise ValueError("the dashboard needs a token that is not empty")
    admin = Caller("admin", may_act=True)
    return lambda given: admin if compare_digest(given.encode(), expected) else None
