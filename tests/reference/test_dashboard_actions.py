"""Only those who may act do so through the dashboard, with its own forms, and what it says was done is done."""

from __future__ import annotations

from typing import Any

import pytest

from wshygiene_reference.admin.access import Caller

from .conftest import Serve, client, closed, until
from .mounted_dashboard import csrf, opened, words

pytestmark = pytest.mark.asyncio


async def test_one_can_only_look_unless_told_otherwise(serve: Serve) -> None:
    async with serve() as manager, opened(manager) as dashboard, dashboard.browser() as browser:
        assert "This dashboard is read-only; the setting admin_actions lets it act." in words(
            (await browser.get("")).text
        )
        answer = await browser.post("act", data={"action": "cleanup", "csrf": await csrf(browser)})
        assert answer.status_code == 403
        assert manager.sweeper.last is None


async def test_a_token_that_may_only_look_does_so(serve: Serve) -> None:
    callers = {"look": Caller("viewer", may_act=False), "do": Caller("ada", may_act=True)}
    async with serve() as manager, opened(manager, token=callers.get, acting=True) as dashboard:
        async with dashboard.browser("look") as browser:
            assert "This token may only look." in words((await browser.get("")).text)
            answer = await browser.post("act", data={"action": "cleanup", "csrf": await csrf(browser)})
            assert answer.status_code == 403
        async with dashboard.browser("do") as browser:
            answer = await browser.post("act", data={"action": "cleanup", "csrf": await csrf(browser)})
            assert "Cleaned up: 0 found that should have been gone." in answer.text
            assert "Cleaned up" not in (await browser.get("")).text, "it is said once"
    assert [(each.actor, each.action) for each in dashboard.audit.entries] == [("ada", "cleanup")]


async def test_nothing_is_done_for_a_form_that_is_not_ours(serve: Serve) -> None:
    async with serve() as manager, opened(manager, acting=True) as dashboard, dashboard.browser() as browser:
        good = {"action": "cleanup", "csrf": await csrf(browser)}
        own = dashboard.address.removesuffix("/any/where/")
        refused: list[tuple[int, dict[str, Any]]] = [
            (403, {"data": {"action": "cleanup"}}),
            (403, {"data": good | {"csrf": "x" * 43}}),
            (403, {"data": good | {"csrf": "é"}}),
            (403, {"data": good, "headers": {"Origin": "https://elsewhere.example"}}),
            (403, {"data": good, "headers": {"Origin": "null"}}),
            (403, {"data": good, "headers": {"Sec-Fetch-Site": "cross-site"}}),
            (403, {"data": good, "headers": {"Sec-Fetch-Site": "same-site", "Origin": own}}),
            (415, {"json": good}),
            (415, {"data": good, "headers": {"Content-Type": "text/plain"}}),
            (413, {"data": good | {"more": "x" * 10_000}}),
            (400, {"content": b"csrf=\xff", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}),
            (400, {"data": good | {str(each): "x" for each in range(20)}}),
            (400, {"data": good | {"action": "explode"}}),
            (404, {"data": good | {"id": "nobody"}}),
        ]
        for status, request in refused:
            assert (await browser.post("act", **request)).status_code == status, request
        assert (await browser.get("act", params=good)).status_code == 405
        assert manager.sweeper.last is None
        done = await browser.post("act", data=good, headers={"Origin": own})
        assert done.status_code == 200
        assert manager.sweeper.last is not None


async def test_a_session_is_cleaned_up_and_a_connection_closed(serve: Serve) -> None:
    async with serve() as manager, opened(manager, acting=True) as dashboard, dashboard.browser() as browser:
        async with client(manager, "/?one") as first, client(manager, "/?one") as second, client(manager) as other:
            await until(lambda: len(manager.registry) == 3)
            ids = {str(each.response.headers["X-Connection-Id"]): each for each in (first, second, other)}
            (name, _), *_, (last, _) = ids.items()
            asked = words((await browser.get(f"confirm?action=cleanup&id={name}")).text)
            assert "Clean up session one? Its 2 connections are closed" in asked
            await browser.post("act", data={"action": "cleanup", "id": name, "csrf": await csrf(browser)})
            assert [await closed(first), await closed(second)] == [1001, 1001]
            await browser.post("act", data={"action": "disconnect", "id": last, "csrf": await csrf(browser)})
            assert await closed(other) == 1000
            gone = await browser.get(f"connection?id={last}")
            assert (gone.status_code, "This connection has gone" in gone.text) == (404, True)


async def test_a_restart_is_asked_of_whoever_can(serve: Serve) -> None:
    async with serve() as manager, opened(manager, acting=True) as dashboard, dashboard.browser() as browser:
        answer = await browser.post("act", data={"action": "restart", "csrf": await csrf(browser)})
        assert (answer.status_code, "Restarting" in answer.text) == (202, True)
        assert await dashboard.shutdown.wait(5)
        assert dashboard.shutdown.is_restart
    async with (
        serve() as manager,
        opened(manager, acting=True, alone=True) as dashboard,
        dashboard.browser() as browser,
    ):
        assert "confirm?action=restart" not in (await browser.get("")).text
        answer = await browser.post("act", data={"action": "restart", "csrf": await csrf(browser)})
        assert answer.status_code == 409
