"""What stands before every endpoint: who calls, from where, how often and with how much.

It wraps the whole application, so that a route cannot forget it.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wshygiene_reference.admin.access import AccessTokens, Caller
from wshygiene_reference.admin.audit import AuditLog
from wshygiene_reference.admin.problems import Refused, problem
from wshygiene_reference.rates import TokenBucket

if TYPE_CHECKING:
    from wshygiene_reference.operation.config import OperationConfig

log = logging.getLogger("wshygiene_reference.admin")

#: Paths that tell everybody whether the server is up, and nothing else.
OPEN = frozenset({"/health", "/ready", "/api/websocket/health"})
#: Methods that change nothing (RFC 9110, section 9.2.1).
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: Callers whose rate is remembered; of more, the one who has not called for longest starts anew.
CALLERS = 1024
#: Bytes of the head of a request.
LARGEST_HEAD = 16 * 1024

_TRICKS = re.compile(rb"^[^/]|//|\\|%2f|%5c|%[01][0-9a-f]|%7f|[^!-~]", re.IGNORECASE)
_DOTS = re.compile(rb"(?:^|/)(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
_IN_THE_QUERY = frozenset({"token", "access_token", "admin_token", "api_key", "authorization", "bearer"})
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """An ASGI application around another. ``with_login`` are mounts that ask for the token in their own way.

    A caller with a good token is in ``request.state.caller``.
    """

    def __init__(
        self,
        app: ASGIApp,
        config: OperationConfig,
        tokens: AccessTokens,
        audit: AuditLog,
        clock: Callable[[], float],
        with_login: tuple[str, ...] = (),
    ) -> None:
        self._app = app
        self._config = config
        self._tokens = tokens
        self._audit = audit
        self._clock = clock
        self._with_login = with_login
        self._names = {"localhost", *(name.strip().lower() for name in (config.admin_names or "").split(","))} - {""}
        self._rates: OrderedDict[str, TokenBucket] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have it answered."""
        if scope["type"] != "http":
            raise RuntimeError(f"the admin API speaks HTTP, not {scope['type']}")
        answering = _Answering(scope, receive, send, self._config.admin_max_body)
        try:
            self._check(scope, Headers(scope=scope))
            await self._app(scope, answering.receive, answering.send)
        except Refused as refusal:
            self._audit.refuse(refusal.reason or "mistake", _address(scope))
            response = problem(refusal.status_code, refusal.detail, refusal.headers)
            await response(scope, receive, answering.send)
        except ClientDisconnect:
            pass
        except Exception:
            log.exception("%s %s failed", scope["method"], getattr(scope.get("endpoint"), "__name__", "of a request"))
        if answering.was_too_large:
            self._audit.refuse("too large", _address(scope))

    def _check(self, scope: Scope, headers: Headers) -> None:
        """Refuse what is not allowed, the cheapest reasons first. Raises ``Refused``."""
        caller = self._caller(headers)
        self._pace(f"name {caller.name}" if caller else f"address {_address(scope)}")
        self._check_place(headers)
        self._check_path(scope)
        self._check_size(scope, headers)
        if scope["path"] not in OPEN or "Authorization" in headers:
            self._check_caller(scope, caller, "Authorization" in headers)
        scope.setdefault("state", {})["caller"] = caller

    def _caller(self, headers: Headers) -> Caller | None:
        shown = headers.getlist("Authorization")
        return self._tokens.bearer(shown[0].encode("latin-1")) if len(shown) == 1 else None

    def _check_caller(self, scope: Scope, caller: Caller | None, tried: bool) -> None:
        if any(scope["path"] == each or scope["path"].startswith(f"{each}/") for each in self._with_login):
            return
        if caller is None:
            challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"' if tried else "Bearer"}
            detail, reason = ("this token is not known", "unknown token") if tried else (_HOW, "no token")
            raise Refused(HTTPStatus.UNAUTHORIZED, detail, reason, challenge)
        if scope["method"] not in SAFE and not caller.may_act:
            raise Refused(HTTPStatus.FORBIDDEN, "this token may only look", "may only look")

    def _pace(self, who: str) -> None:
        """Count a request of ``who``; refuse it when there were too many."""
        now = self._clock()
        bucket = self._rates.pop(who, None) or TokenBucket(self._config.admin_rate, self._config.admin_burst, now)
        self._rates[who] = bucket
        if len(self._rates) > CALLERS:
            self._rates.popitem(last=False)
        if not bucket.take(now):
            wait = {"Retry-After": str(max(1, round(bucket.wait())))}
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "too many requests", "too many requests", wait)

    def _check_place(self, headers: Headers) -> None:
        """A page elsewhere must not get in behind a browser's back: neither as itself nor under a name of its own."""
        host = headers.get("Host", "")
        if not self._is_ours(host):
            detail = "this host name is not ours; the setting `admin_names` tells those that are"
            raise Refused(HTTPStatus.MISDIRECTED_REQUEST, detail, "foreign host name")
        if any(origin.partition("://")[2].lower() != host.lower() for origin in headers.getlist("Origin")):
            raise Refused(HTTPStatus.FORBIDDEN, "this origin is not allowed", "foreign origin")

    def _is_ours(self, host: str) -> bool:
        """Whether ``host`` is a name of ours, or an address: nobody can make those resolve to us by changing DNS."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
            return name in self._names or bool(ipaddress.ip_address(name))
        except ValueError:
            return False

    def _check_path(self, scope: Scope) -> None:
        path = scope.get("raw_path") or scope["path"].encode()
        if _TRICKS.search(path) or _DOTS.search(path):
            detail = "a path has neither empty nor dotted parts, nor encoded slashes"
            raise Refused(HTTPStatus.BAD_REQUEST, detail, "odd path")
        query = scope["query_string"].decode("latin-1")
        if any(name.lower() in _IN_THE_QUERY for name, _ in parse_qsl(query, keep_blank_values=True)):
            raise Refused(HTTPStatus.BAD_REQUEST, f"addresses end in logs: {_HOW}", "token in the query")

    def _check_size(self, scope: Scope, headers: Headers) -> None:
        size = sum(len(name) + len(value) for name, value in headers.raw) + len(scope["query_string"])
        if size > LARGEST_HEAD:
            status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise Refused(status, f"a head has at most {LARGEST_HEAD} bytes", "too large", _HANG_UP)
        if "Transfer-Encoding" in headers and "Content-Length" in headers:  # which a proxy may read in another way
            detail = "a body has one length: either Content-Length or Transfer-Encoding"
            raise Refused(HTTPStatus.BAD_REQUEST, detail, "odd body", _HANG_UP)
        most = self._config.admin_max_body
        if _length(headers) > most:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body has at most {most} bytes", "too large")


_HANG_UP = {"Connection": "close"}
_HOW = "a token is needed, in the header `Authorization: Bearer TOKEN`"


class _Answering:
    """One request: counts what comes in, and adds to what goes out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        self._receive = receive
        self._send = send
        self._most = most
        self._size = 0
        self.was_too_large = False

    async def receive(self) -> Message:
        """The next part of the body. Raises ``Refused`` when there is too much of it."""
        message = await self._receive()
        self._size += len(message.get("body", b""))
        if self._size > self._most:
            self.was_too_large = True
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body has at most {self._most} bytes", "too large")
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer, with the headers that every answer has."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)


def _length(headers: Headers) -> int:
    """What a request says about the length of its body."""
    said = headers.get("Content-Length", "0")
    return int(said) if said.isdecimal() else 0


def _address(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else "local"
