"""A dashboard that is mounted in another application, and somebody who has logged in there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from wshygiene_reference import WebSocketManager
from wshygiene_reference.admin.actions import AdminActions
from wshygiene_reference.admin.audit import AuditLog
from wshygiene_reference.dashboard import Dashboard, create_dashboard_app
from wshygiene_reference.signals import GracefulShutdown

from .web_server import browse, served

TOKEN = "correct horse"


class Opened:
    """A dashboard that is mounted somewhere in another application."""

    def __init__(
        self,
        manager: WebSocketManager,
        token: Any = TOKEN,
        acting: bool = False,
        alone: bool = False,
        **more: Any,
    ) -> None:
        self.audit = AuditLog(100)
        self.shutdown = GracefulShutdown(manager)
        actions = AdminActions(manager, self.audit, None if alone else self.shutdown)
        self.app = create_dashboard_app(
            manager, token, actions=actions if acting else None, audit=self.audit, interval=0.05, **more
        )
        self.inside: Dashboard = self.app.state.dashboard
        self.address = ""

    @asynccontextmanager
    async def browser(self, token: str = TOKEN) -> AsyncIterator[httpx.AsyncClient]:
        """Somebody who has logged in."""
        async with browse(self.address) as browser:
            answer = await browser.post("login", data={"token": token})
            assert answer.status_code == 200, answer.text
            yield browser


@asynccontextmanager
async def opened(manager: WebSocketManager, **options: Any) -> AsyncIterator[Opened]:
    """A dashboard two applications down; ``acting`` ones may do things, but for a restart where one is ``alone``."""
    dashboard = Opened(manager, **options)
    outer = Starlette(routes=[Mount("/any", Starlette(routes=[Mount("/where", dashboard.app)]))])
    async with served(outer) as address, dashboard.inside:
        dashboard.address = f"{address}/any/where/"
        yield dashboard


async def csrf(browser: httpx.AsyncClient) -> str:
    """What a form of this session has to bring back."""
    found = re.search(r'name="csrf" value="([\w-]+)"', (await browser.get("")).text)
    assert found is not None
    return found.group(1)


def words(html: str) -> str:
    """The text of a page, with its gaps closed up."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).replace("\N{NO-BREAK SPACE}", " ")
