"""The application: who may look, what they see, and what they may do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from wshygiene_reference.dashboard.acting import Acting
from wshygiene_reference.dashboard.assets import Assets
from wshygiene_reference.dashboard.feed import INTERVAL, Feed, Stream
from wshygiene_reference.dashboard.guard import SafeHeaders, form_of, require_csrf, require_own_page
from wshygiene_reference.dashboard.login import Login, TokenCheck
from wshygiene_reference.dashboard.overview import Observatory
from wshygiene_reference.dashboard.pages import Pages
from wshygiene_reference.dashboard.sessions import Session
from wshygiene_reference.dashboard.trends import History, Trends

if TYPE_CHECKING:
    from wshygiene_reference.admin.actions import AdminActions
    from wshygiene_reference.admin.audit import AuditLog
    from wshygiene_reference.server import WebSocketManager
    from wshygiene_reference.settings import Settings

#: A page for somebody who has logged in.
View = Callable[[Request, Session], Awaitable[Response]]
#: What is counted as a refusal, by status.
REFUSALS = {
    403: "not allowed",
    408: "too slow",
    409: "not allowed",
    413: "too large",
    415: "mistake",
    429: "too many wrong tokens",
}
#: What an answer needs so that a script that asked for a part of a page loads the whole page again.
RELOAD = {"HX-Refresh": "true"}


def create_dashboard_app(
    manager: WebSocketManager,
    token: str | TokenCheck,
    *,
    actions: AdminActions | None = None,
    settings: Sequence[Settings] = (),
    history: History | None = None,
    forecast: Callable[[], str] | None = None,
    audit: AuditLog | None = None,
    interval: float = INTERVAL,
) -> Starlette:
    """The dashboard of ``manager`` as an application, to be mounted under any path of another one, or served alone.

    ``token`` is what one types to log in: the token itself, or a function that turns what was typed into who it is
    (None for nobody). Without ``actions`` one can only look. ``settings`` are shown besides the manager's; plots
    reach as far back as ``history``, and ``forecast`` says in a sentence where they lead. Refusals are counted in
    ``audit``; ``interval`` is seconds between two updates.

    Streams of live updates end with the manager. Where its server ends before the manager does,
    ``app.state.dashboard.close()`` ends them.
    """
    dashboard = Dashboard(manager, token, actions, settings, Trends(manager, history, forecast), audit, interval)
    app = Starlette(
        routes=dashboard.routes(),
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={HTTPException: dashboard.refuse},
    )
    app.state.dashboard = dashboard
    return app


class Dashboard:
    """What the routes have in common."""

    def __init__(
        self,
        manager: WebSocketManager,
        token: str | TokenCheck,
        actions: AdminActions | None,
        settings: Sequence[Settings],
        trends: Trends,
        audit: AuditLog | None,
        interval: float,
    ) -> None:
        self._manager = manager
        self._assets = Assets()
        self._audit = audit
        self._login = Login(token)
        self._acting = Acting(manager, actions)
        self._trends = trends
        self._observatory = Observatory(manager, self._trends, interval / 8)
        self._pages = Pages(
            manager, self._assets, self._observatory, self._acting, self._trends, (manager.config, *settings), interval
        )
        self.feed = Feed(manager, self._pages.live, interval)
        self._observatory.lateness = lambda: self.feed.late

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all streams and sessions, and stop listening to the manager."""
        self.feed.close()
        self._login.sessions.clear()
        self._observatory.close()

    def routes(self) -> list[Route]:
        """All routes. Addresses on the pages are relative, so that any prefix will do."""
        return [
            Route("/", self._for_members(self._overview)),
            Route("/connections", self._for_members(self._connections)),
            Route("/connection", self._for_members(self._connection)),
            Route("/settings", self._for_members(self._settings)),
            Route("/events", self._for_members(self._events)),
            Route("/trend", self._for_members(self._trend)),
            Route("/confirm", self._for_members(self._confirm)),
            Route("/act", self._for_members(self._act), methods=["POST"]),
            Route("/login", self._log_in, methods=["POST"]),
            Route("/logout", self._for_members(self._log_out), methods=["POST"]),
            Route("/asset/{name}", self._asset),
        ]

    async def refuse(self, request: Request, error: Exception) -> Response:
        """A page that says what is wrong, in words for whoever made the request."""
        assert isinstance(error, HTTPException)
        if self._audit is not None and error.status_code in REFUSALS:
            self._audit.refuse(f"dashboard: {REFUSALS[error.status_code]}", _address(request))
        html = self._pages.refusal(error.status_code, error.detail, self._login.session(request))
        return Response(html.encode(errors="replace"), error.status_code, dict(error.headers or {}), "text/html")

    def _for_members(self, view: View) -> Callable[[Request], Awaitable[Response]]:
        """Have ``view`` answer those who have logged in, and the login page everybody else."""

        async def answer(request: Request) -> Response:
            session = self._login.session(request)
            if session is not None:
                return await view(request, session)
            if request.method == "GET" and "hx-request" not in request.headers:
                return Response(self._pages.login(), 401, media_type="text/html")
            raise HTTPException(401, "please log in again", RELOAD)

        return answer

    async def _overview(self, _: Request, session: Session) -> Response:
        return _html(await self._pages.overview(session))

    async def _connections(self, request: Request, session: Session) -> Response:
        return _html(await self._pages.connections(session, request.query_params))

    async def _connection(self, request: Request, session: Session) -> Response:
        html = self._pages.connection(session, request.query_params.get("id", ""))
        return _html(html) if html is not None else _html(self._pages.gone(session), 404, RELOAD)

    async def _settings(self, _: Request, session: Session) -> Response:
        return _html(self._pages.settings(session))

    async def _trend(self, request: Request, _: Session) -> Response:
        return JSONResponse(await self._trends.plot(request.query_params.get("range")))

    async def _events(self, request: Request, _: Session) -> Response:
        return Stream(self.feed, lambda: self._login.session(request, use=False) is not None)

    async def _confirm(self, request: Request, session: Session) -> Response:
        return _html(self._pages.confirm(session, self._acting.question(session.caller, request.query_params)))

    async def _act(self, request: Request, session: Session) -> Response:
        require_own_page(request)
        form = await form_of(request)
        require_csrf(session, form)
        outcome = await self._acting.act(session.caller, form)
        if form["action"] == "restart":
            return _html(self._pages.restarting(session, outcome), 202)
        session.notice = outcome
        return RedirectResponse("./", 303)

    async def _log_in(self, request: Request) -> Response:
        require_own_page(request)
        name = self._login.begin((await form_of(request)).get("token", ""))
        if name is None:
            if self._audit is not None:
                self._audit.refuse("dashboard: unknown token", _address(request))
            return Response(self._pages.login(is_wrong=True), 401, media_type="text/html")
        response = RedirectResponse("./", 303)
        self._login.remember(request, response, name)
        return response

    async def _log_out(self, request: Request, session: Session) -> Response:
        require_own_page(request)
        require_csrf(session, await form_of(request))
        response = RedirectResponse("./", 303)
        self._login.forget(request, response)
        return response

    async def _asset(self, request: Request) -> Response:
        return self._assets.answer(request)


def _address(request: Request) -> str:
    return request.client.host if request.client else "local"


def _html(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(text.encode(errors="replace"), status, headers, "text/html")
