"""The dashboard over real HTTP: who gets in, what is shown, what may be done, and that nothing stays behind."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from wshygiene_reference import WebSocketManager
from wshygiene_reference.dashboard import create_dashboard_app

from .conftest import Serve, client, until
from .web_server import browse, served

pytestmark = pytest.mark.asyncio

TOKEN = "correct horse"


@asynccontextmanager
async def dashboard(manager: WebSocketManager, path: str = "/dashboard", **options: Any) -> AsyncIterator[str]:
    """The address of a dashboard that is mounted somewhere in another application."""
    app = create_dashboard_app(manager, TOKEN, **options)
    async with served(Starlette(routes=[Mount(path, app)])) as address:
        yield f"{address}{path}/"


@asynccontextmanager
async def logged_in(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with browse(address) as browser:
        answer = await browser.post("login", data={"token": TOKEN})
        assert answer.status_code == 200, answer.text
        yield browser


async def test_a_figure_on_the_page_is_that_of_the_manager(serve: Serve) -> None:
    async with serve() as manager, dashboard(manager) as address:
        async with client(manager), client(manager), logged_in(address) as browser:
            await until(lambda: len(manager.registry) == 2)
            page = (await browser.get("")).text
    assert re.search(r"<h2>Connections</h2>\s*<p class=\"figure\">2</p>", page)
    assert "of 10,000 allowed" in page
