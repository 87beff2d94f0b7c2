"""The endpoints of the admin API. Whoever gets here has been let in by the guard."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wshygiene_reference.admin import listing
from wshygiene_reference.admin.exposition import expose
from wshygiene_reference.admin.problems import Refused, answer
from wshygiene_reference.admin.reading import bad, body, query, text, whole
from wshygiene_reference.messages import compose
from wshygiene_reference.stats import unready

if TYPE_CHECKING:
    from wshygiene_reference.admin.parts import Administered

#: Clients on one page, unless the caller wants fewer or more, and at most.
PAGE, LARGEST_PAGE = 100, 1000
#: Characters of the name of a session, which a client sends in a line of at most 8 KiB.
LONGEST = 8192
#: Bytes of a reason: a close frame has no room for more (RFC 6455, section 5.5).
LONGEST_REASON = 123


class Views:
    """Answers requests about a manager; what changes anything goes through its actions."""

    def __init__(self, parts: Administered) -> None:
        self._manager = parts.manager
        self._actions = parts.actions
        self._audit = parts.audit
        self._metrics = parts.metrics

    def routes(self) -> list[Route]:
        """Where everything is."""
        here = "/api/websocket"
        return [
            *_gets(self.health, "/health", f"{here}/health"),
            *_gets(self.ready, "/ready"),
            *_gets(self.stats, f"{here}/stats"),
            *_gets(self.status, f"{here}/status", "/api/images_mvp/websocket/status"),
            *_gets(self.clients, f"{here}/clients"),
            *_gets(self.audit, f"{here}/audit"),
            *_gets(self.metrics, "/metrics"),
            *_gets(self.document, "/openapi.json"),
            Route(f"{here}/client/{{clientId}}", self.client, methods=["GET", "DELETE"]),
            Route(f"{here}/broadcast", self.broadcast, methods=["POST"]),
            Route(f"{here}/cleanup", self.cleanup, methods=["POST"]),
            Route(f"{here}/cleanup/{{sessionId}}", self.cleanup, methods=["POST"]),
            Route("/api/images_mvp/websocket/cleanup/{sessionId}", self.cleanup, methods=["POST"]),
        ]

    # Looking

    async def health(self, request: Request) -> Response:
        """Whether all is well: 503 from the start of a drain on. Why it is not, only those with a token are told."""
        query(request)
        health = self._manager.health()
        shown = {"status": health["status"], "ready": health["ready"]}
        if request.state.caller is not None:
            shown["reasons"] = health["reasons"]
        return answer(shown, 503 if self._manager.is_draining else 200)

    async def ready(self, request: Request) -> Response:
        """Whether new clients are welcome: 503 when they are not."""
        query(request)
        why_not = unready(self._manager)
        return answer({"ready": True}) if why_not is None else answer({"ready": False, "reason": why_not}, 503)

    async def stats(self, request: Request) -> Response:
        """All figures."""
        query(request)
        return answer({**self._manager.stats(), "memory": self._manager.memory_stats(), "timestamp": time.time()})

    async def status(self, request: Request) -> Response:
        """The figures that matter most, with the settings they depend on."""
        query(request)
        figures, manager = self._manager.stats(), self._manager
        sample = manager.memory.samples[-1] if manager.memory.samples else manager.memory.sample()
        metrics = {name: figures[name] for name in ("totalConnections", "activeConnections", "staleConnections")}
        return answer(
            {
                "status": manager.health()["status"],
                "metrics": {**metrics, "memoryUsage": sample.uss},
                "config": manager.config.shown(),
                "timestamp": int(time.time()),
            }
        )

    async def clients(self, request: Request) -> Response:
        """A page of connections."""
        given = query(request, "limit", "after", "session", "user")
        limit = whole(given, "limit", PAGE, LARGEST_PAGE)
        try:
            after = listing.parsed(given["after"]) if "after" in given else None
        except (ValueError, OverflowError):
            raise bad("`after` must be the `next` of an earlier page") from None
        return answer(listing.page(self._manager, limit, after, given.get("session"), given.get("user")))

    async def client(self, request: Request) -> Response:
        """One connection, or its end."""
        if request.method == "DELETE":
            return await self._disconnect(request)
        query(request)
        connection = self._manager.registry.get(request.path_params["clientId"])
        if connection is None:
            raise _no_client()
        return answer(listing.details(self._manager, connection))

    async def audit(self, request: Request) -> Response:
        """What was done, the latest first, and what was refused."""
        limit = whole(query(request, "limit"), "limit", PAGE, LARGEST_PAGE)
        latest = list(self._audit.entries)[: -limit - 1 : -1]
        entries = [{name: getattr(each, name) for name in type(each).__slots__} for each in latest]
        return answer({"entries": entries, "refused": dict(self._audit.refused)})

    async def metrics(self, request: Request) -> Response:
        """All figures, as Prometheus reads them."""
        query(request)
        content, kind = expose(self._metrics, request.headers.get("Accept", ""))
        return Response(content, headers={"Content-Type": kind})

    async def document(self, request: Request) -> Response:
        """The description of this API."""
        query(request)
        return answer(_document())

    # Acting

    async def broadcast(self, request: Request) -> Response:
        """Send something to everybody."""
        query(request)
        given = await body(request, "data")
        if "data" not in given:
            raise bad("`data` is missing")
        most = self._manager.config.max_message_size
        if len(compose("broadcast", data=given["data"])) > most:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a message has at most {most} bytes")
        return answer({"delivered": self._actions.broadcast(_name(request), given["data"])})

    async def _disconnect(self, request: Request) -> Response:
        reason = text(query(request, "reason"), "reason", LONGEST_REASON) or "disconnected by admin"
        if len(reason.encode()) > LONGEST_REASON:
            raise bad(f"`reason` has at most {LONGEST_REASON} bytes in UTF-8")
        client = request.path_params["clientId"]
        if not await self._actions.disconnect(_name(request), client, reason):
            raise _no_client()
        return answer({"id": client, "disconnected": True})

    async def cleanup(self, request: Request) -> Response:
        """Clean up; of a session, named in the path or in the body, close all connections first."""
        query(request)
        session = text(request.path_params, "sessionId", LONGEST)
        given = await body(request, *(["session"] if session is None else []))
        session = session or text(given, "session", LONGEST)
        report = await self._actions.cleanup(_name(request), session)
        return answer({"disconnected": report.disconnected, "ended": report.closed, "orphans": report.orphans})


def _gets(view: Callable[[Request], Any], *paths: str) -> list[Route]:
    return [Route(path, view, methods=["GET"]) for path in paths]


def _name(request: Request) -> str:
    return str(request.state.caller.name)


def _no_client() -> Refused:
    return Refused(HTTPStatus.NOT_FOUND, "there is no such client, or not any more")


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((files(__package__) / "openapi.json").read_text("utf-8"))
    return document
