"""The list of connections, a page at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wshygiene_reference.dashboard.survey import Row, row_of

if TYPE_CHECKING:
    from wshygiene_reference.connection import Connection
    from wshygiene_reference.server import WebSocketManager

#: Connections on a page, and characters of what is looked for.
PAGE, LONGEST = 50, 100


@dataclass(frozen=True, slots=True)
class Listing:
    """One page: its ``rows``, those ``found`` on all pages, and what was looked for."""

    rows: list[Row]
    found: int
    wanted: str
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.found // PAGE))


async def listing(manager: WebSocketManager, query: Mapping[str, str]) -> Listing:
    """The connections whose id, user or session contains ``q``, on page ``page``, the oldest first."""
    wanted = query.get("q", "").strip()[:LONGEST]
    ids = await _matching(manager, wanted) if wanted else manager.registry.ids()
    last = max(1, -(-len(ids) // PAGE))
    page = min(_page(query.get("page", "1")), last)
    shown = [manager.registry.get(each) for each in ids[(page - 1) * PAGE : page * PAGE]]
    return Listing([row_of(manager, each) for each in shown if each is not None], len(ids), wanted, page)


async def _matching(manager: WebSocketManager, wanted: str) -> list[str]:
    found = []
    folded = wanted.casefold()
    for index, connection_id in enumerate(manager.registry.ids(), 1):
        connection = manager.registry.get(connection_id)
        if connection is not None and folded in _text(connection):
            found.append(connection_id)
        if index % manager.config.sweep_chunk == 0:
            await asyncio.sleep(0)
    return found


def _text(connection: Connection) -> str:
    identity = connection.identity
    names = (identity.user, identity.session) if identity is not None else ()
    return "\n".join((connection.id, *names)).casefold()


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) else 1
