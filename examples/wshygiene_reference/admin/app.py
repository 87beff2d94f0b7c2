"""The application of the admin API: its endpoints, what is mounted beside them, and the guard around all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from wshygiene_reference.admin.access import AccessTokens
from wshygiene_reference.admin.guard import Guard
from wshygiene_reference.admin.problems import failed, refused
from wshygiene_reference.admin.views import Views

if TYPE_CHECKING:
    from wshygiene_reference.admin.parts import Administered


def create_admin_app(parts: Administered, tokens: AccessTokens, mounts: Mapping[str, ASGIApp] | None = None) -> ASGIApp:
    """An ASGI application with all endpoints.

    ``mounts`` are further applications by their path, such as ``/dashboard``. The guard stands before them as well, but
    asks for no token there: each has a login of its own.
    """
    beside = dict(mounts or {})
    views = Views(parts)
    app = Starlette(
        routes=[*views.routes(), *[route for path, app in beside.items() for route in _mounted(path, app)]],
        exception_handlers={HTTPException: refused, Exception: failed},
    )
    app.router.redirect_slashes = False
    return Guard(app, parts.config, tokens, parts.audit, parts.manager.now, tuple(beside))


def _mounted(path: str, app: ASGIApp) -> tuple[BaseRoute, ...]:
    """An application below a path; the path itself leads there."""
    name = path.rpartition("/")[2]

    async def below(_: Request) -> RedirectResponse:
        return RedirectResponse(f"{name}/", 307)

    return Route(path, below), Mount(path, app)
