"""Errors as the admin API tells them: always JSON, always of one shape (RFC 9457), never more than the caller needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

PROBLEM = "application/problem+json"


class Refused(HTTPException):
    """A request that is answered with an error: ``status``, ``detail`` for people, and what it counts as.

    ``reason`` is one of few words of ours; None stands for a mistake, which nobody needs to be told of but the caller.
    """

    def __init__(
        self, status: HTTPStatus, detail: str, reason: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.reason = reason


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that tells an error."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return Response(json.dumps(body), status, dict(headers or {}), media_type=PROBLEM)


def answer(value: Mapping[str, Any], status: int = 200) -> Response:
    """The answer that tells something else; in ASCII, as names of clients need not be text that can be encoded."""
    return Response(json.dumps(value, separators=(",", ":")), status, media_type="application/json")


async def refused(request: Request, error: Exception) -> Response:
    """Tell an error that a view or the router raised."""
    assert isinstance(error, HTTPException)
    detail = error.detail
    if detail == HTTPStatus(error.status_code).phrase:
        detail = _DETAILS.get(error.status_code, detail)
    return problem(error.status_code, detail, error.headers)


async def failed(request: Request, error: Exception) -> Response:
    """Tell that something of ours broke, and nothing of what: that is in the log."""
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "it failed; the log says why")


#: What the router means by the errors that it raises.
_DETAILS = {
    404: "there is nothing here; /openapi.json says what there is",
    405: "this cannot be done here; the header `Allow` says what can",
}
