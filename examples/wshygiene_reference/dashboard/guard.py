"""What is asked of a request before anything is done for it."""

from __future__ import annotations

import asyncio
from secrets import compare_digest
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wshygiene_reference.dashboard.sessions import Session

#: Bytes of the largest form, and seconds that it may take to arrive.
LARGEST, SLOWEST = 8192, 10.0
FORM = "application/x-www-form-urlencoded"

#: No script, style or request that is not ours; nobody else's page may show ours.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SafeHeaders:
    """Puts the headers that protect a page on every answer, and keeps pages with figures out of caches."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_safely)


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form. Raises ``HTTPException`` for one that is too large, too slow or none."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise HTTPException(415, "forms are sent as " + FORM)
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    raise HTTPException(413, f"a form has at most {LARGEST} bytes")
    except TimeoutError:
        raise HTTPException(408, "the form did not arrive in time") from None
    except ClientDisconnect:
        raise HTTPException(400, "the form did not arrive whole") from None
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=16)
    except ValueError:
        raise HTTPException(400, "not a form") from None
    return {name: values[-1] for name, values in fields.items()}


def require_own_page(request: Request) -> None:
    """Raise ``HTTPException`` when the request comes from somebody else's page, as far as the browser says."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        is_own = site in ("same-origin", "none")
    else:
        origin = request.headers.get("origin")
        is_own = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not is_own:
        raise HTTPException(403, "the request comes from another site")


def require_csrf(session: Session, form: dict[str, str]) -> None:
    """Raise ``HTTPException`` when a form does not bring back what its page was given."""
    if not compare_digest(form.get("csrf", "").encode(), session.csrf.encode()):
        raise HTTPException(403, "the form is not from this session; go back and reload the page")
