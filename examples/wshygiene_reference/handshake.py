"""What happens between the request of a client and our 101: limits, origin and identity, in that order."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus

from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

from wshygiene_reference.admission import LimitExceeded
from wshygiene_reference.config import ManagerConfig
from wshygiene_reference.connection import ManagedServerConnection
from wshygiene_reference.identity import Authenticator, Credentials, Identity

#: Why a handshake is refused, other than for a limit: an unknown token, another origin, a request that two readers
#: could read in two ways, a server that lets nobody in at the moment.
REASONS = ("token", "origin", "request", "closed")
#: Headers that may come once.
ONCE = ("Authorization", "Host", "Origin")


class Handshake:
    """Decides about each request; ``closed()`` says why nobody is let in at the moment, None when all is well.

    What is refused for another reason than a limit is counted in ``refused``, by one of ``REASONS``.

    ``origins`` are those that a browser may come from; None allows the host that it asks for, and no other.
    """

    def __init__(
        self,
        config: ManagerConfig,
        authenticate: Authenticator | None,
        origins: Sequence[str] | None,
        closed: Callable[[], str | None],
        refused: Counter[str],
    ) -> None:
        self._config = config
        self._authenticate = authenticate
        self._origins = origins
        self._closed = closed
        self._refused = refused

    def __call__(self, ws: ServerConnection, request: Request) -> Response | Awaitable[Response | None] | None:
        """The refusal of a request, or None to go on. What ``websockets`` calls ``process_request``.

        Only asking the authenticator takes a coroutine, which would cost every other handshake a few us.
        """
        assert isinstance(ws, ManagedServerConnection)
        if ws.refusal is not None:
            return self._refuse(ws, ws.refusal.status, str(ws.refusal))
        if reason := self._closed():
            return self._refuse(ws, HTTPStatus.SERVICE_UNAVAILABLE, reason, "closed")
        if doubled := [name for name in ONCE if len(request.headers.get_all(name)) > 1]:
            return self._refuse(ws, HTTPStatus.BAD_REQUEST, f"the header {doubled[0]} comes twice", "request")
        if not self._is_welcome(request):
            return self._refuse(ws, HTTPStatus.FORBIDDEN, "this origin is not allowed", "origin")
        credentials = credentials_of(ws, request)
        if self._authenticate is None:
            refusal = self._admit(ws, anonymous(ws, credentials))
            return self._confirm(ws) if refusal is None and must_be_confirmed(ws) else refusal
        if credentials.token is None:
            return None  # it may still say who it is in its first message
        return self._identify(ws, credentials)

    async def _identify(self, ws: ManagedServerConnection, credentials: Credentials) -> Response | None:
        try:
            identity = await self.identity_of(credentials)
        except TimeoutError:
            return self._refuse(ws, HTTPStatus.SERVICE_UNAVAILABLE, "authentication took too long")
        if identity is None:
            return self._refuse(ws, HTTPStatus.UNAUTHORIZED, "unknown token", "token")
        refusal = self._admit(ws, identity)
        return await self._confirm(ws) if refusal is None else refusal

    def _admit(self, ws: ManagedServerConnection, identity: Identity) -> Response | None:
        try:
            admit(ws, identity)
        except LimitExceeded as refusal:
            return self._refuse(ws, refusal.status, str(refusal))
        return None

    async def _confirm(self, ws: ManagedServerConnection) -> Response | None:
        try:
            await confirm(ws)
        except LimitExceeded as refusal:
            return self._refuse(ws, refusal.status, str(refusal))
        return None

    async def identity_of(self, credentials: Credentials) -> Identity | None:
        """Who shows these credentials. Raises TimeoutError when the authenticator takes too long."""
        assert self._authenticate is not None, "without an authenticator everybody is known"
        async with asyncio.timeout(self._config.authentication_timeout):
            return await self._authenticate(credentials)

    def _is_welcome(self, request: Request) -> bool:
        """Only browsers send an origin; anything else is not at risk of being used behind somebody's back."""
        origin = request.headers.get("Origin")
        if origin is None:
            return True
        if self._origins is not None:
            return origin in self._origins
        return origin.partition("://")[2] == request.headers.get("Host")

    def _refuse(self, ws: ManagedServerConnection, status: int, reason: str, counted: str | None = None) -> Response:
        """The answer. Limits have been ``counted`` already, where they were found to be reached."""
        if counted is not None:
            self._refused[counted] += 1
        response = ws.respond(HTTPStatus(status), f"{reason}\n")
        if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
            response.headers["Retry-After"] = str(max(1, round(jittered(self._config.retry_after))))
        if status == HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response


def name_connection(ws: ServerConnection, request: Request, response: Response) -> None:
    """Tell a client the id of its connection, for its logs and ours; in a header, since that costs no frame."""
    response.headers["X-Connection-Id"] = str(ws.id)


def admit(ws: ManagedServerConnection, identity: Identity) -> None:
    """Give a connection its identity, and take the slots of that. Raises ``LimitExceeded``."""
    if ws.lease is not None:
        ws.lease.identify(identity)
    ws.identity = identity


def must_be_confirmed(ws: ManagedServerConnection) -> bool:
    """Whether other nodes have a say in who is admitted."""
    return ws.lease is not None and ws.lease.must_be_confirmed


async def confirm(ws: ManagedServerConnection) -> None:
    """Have other nodes agree to an admission. Raises ``LimitExceeded``."""
    if ws.lease is not None:
        await ws.lease.confirm()


def credentials_of(ws: ManagedServerConnection, request: Request) -> Credentials:
    """What a request shows. A token is taken from the header alone: a path ends in logs."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    path, _, query = request.path.partition("?")
    shown = token.strip() if kind.lower() == "bearer" else ""
    return Credentials(shown or None, ws.ip, path, query)


def anonymous(ws: ManagedServerConnection, credentials: Credentials) -> Identity:
    """Somebody of whom nothing is known but the session that the request names."""
    name = f"anonymous-{ws.id}"
    return Identity(name, credentials.session or name)


def jittered(seconds: float) -> float:
    """Between one and two times ``seconds``, so that those who are sent away do not come back together."""
    return seconds * (1 + random.random())
