"""The pages: what is fetched for each, and the template that shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from wshygiene_reference.dashboard import wording
from wshygiene_reference.dashboard.hints import hints
from wshygiene_reference.dashboard.listing import listing
from wshygiene_reference.dashboard.survey import row_of

if TYPE_CHECKING:
    from wshygiene_reference.dashboard.acting import Acting, Question
    from wshygiene_reference.dashboard.assets import Assets
    from wshygiene_reference.dashboard.overview import Observatory
    from wshygiene_reference.dashboard.sessions import Session
    from wshygiene_reference.dashboard.trends import Trends
    from wshygiene_reference.server import WebSocketManager
    from wshygiene_reference.settings import Settings

#: Rooms of one connection that are named.
ROOMS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One setting as the page shows it."""

    name: str
    value: str
    unit: str
    what: str
    is_default: bool


class Pages:
    """Renders everything. What a peer has chosen is escaped by the templates, and shortened by ``wording``."""

    def __init__(
        self,
        manager: WebSocketManager,
        assets: Assets,
        observatory: Observatory,
        acting: Acting,
        trends: Trends,
        settings: Sequence[Settings],
        interval: float,
    ) -> None:
        self._manager = manager
        self._observatory = observatory
        self._acting = acting
        self._settings = settings
        #: What every template may use.
        self._common = {
            "asset": assets.address,
            "acting": acting,
            "trends": trends,
            "refusals": wording.REFUSED,
            "every": f"{interval * 1000:.0f}ms",
        }

    def login(self, *, is_wrong: bool = False) -> str:
        """The page that asks for the token."""
        return self._render("login.html", None, is_wrong=is_wrong)

    def refusal(self, status: int, why: str, session: Session | None) -> str:
        """The page that says what is wrong with a request."""
        return self._render("refusal.html", session, status=status, title=wording.status_text(status), why=why)

    async def live(self) -> str:
        """The part of the overview that changes, the same for everybody."""
        return self._render("live.html", None, **await self._figures())

    async def overview(self, session: Session) -> str:
        """The first page."""
        return self._render("overview.html", session, **await self._figures())

    async def connections(self, session: Session, query: Mapping[str, str]) -> str:
        """A page of the list of connections."""
        return self._render("connections.html", session, listing=await listing(self._manager, query))

    def connection(self, session: Session, connection_id: str) -> str | None:
        """Everything about one connection; None when it has gone."""
        connection = self._manager.registry.get(connection_id)
        if connection is None:
            return None
        rooms = sorted(self._manager.rooms.rooms_of(connection_id))
        return self._render(
            "connection.html",
            session,
            row=row_of(self._manager, connection),
            remote=connection.ws.ip,
            received=connection.messages_received,
            rooms=rooms[:ROOMS],
            more_rooms=len(rooms[ROOMS:]),
            identity=connection.identity,
            report=self._observatory.clients.of(connection_id),
            config=self._manager.config,
        )

    def gone(self, session: Session) -> str:
        """The page about a connection that is not there any more."""
        return self._render("gone.html", session)

    def settings(self, session: Session) -> str:
        """All settings with their units."""
        return self._render("settings.html", session, groups=[list(_lines(each)) for each in self._settings])

    def confirm(self, session: Session, question: Question) -> str:
        """The question before an action."""
        return self._render("confirm.html", session, question=question)

    def restarting(self, session: Session, outcome: str) -> str:
        """What is left to look at while the server goes; there may be nobody to answer another request."""
        return self._render("restarting.html", session, outcome=outcome)

    async def _figures(self) -> dict[str, Any]:
        overview = await self._observatory.overview()
        return {"it": overview, "config": self._manager.config, "m": self._manager, "hints": hints(overview)}

    def _render(self, template: str, session: Session | None, **values: Any) -> str:
        notice = None
        if session is not None:
            notice, session.notice = session.notice, None
        return _templates().get_template(template).render(self._common, session=session, notice=notice, **values)


@cache
def _templates() -> Environment:
    """The templates, compiled once for all dashboards of the process."""
    made = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update({word: getattr(wording, word) for word in ("name", "number", "span", "size", "meaning")})
    return made


def _lines(settings: Settings) -> list[Line]:
    shown = settings.shown()
    return [
        Line(
            each.name,
            _value(shown[each.name], each.metadata["unit"]),
            each.metadata["unit"],
            each.metadata["help"],
            getattr(settings, each.name) == each.default,
        )
        for each in fields(settings)
    ]


def _value(value: object, unit: str) -> str:
    if value is None or isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        whole = value == int(value)
        return str(int(value)) if unit == "port" else f"{value:,.0f}" if whole else f"{value:,}"
    return wording.name(value)
