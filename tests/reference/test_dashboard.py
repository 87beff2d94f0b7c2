"""The dashboard over real HTTP: who gets in, what is shown, what may be done, and that nothing stays behind."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from operator import le
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from wshygiene_reference import WebSocketClient, WebSocketManager
from wshygiene_reference import dashboard as dashboard_package
from wshygiene_reference.admin.access import Caller
from wshygiene_reference.admin.actions import AdminActions
from wshygiene_reference.admin.audit import AuditLog
from wshygiene_reference.dashboard import Dashboard, create_dashboard_app, feed, login, sessions
from wshygiene_reference.identity import Credentials, Identity
from wshygiene_reference.operation.history import MetricHistory
from wshygiene_reference.operation.memory_watch import MemoryWatch
from wshygiene_reference.signals import GracefulShutdown

from .conftest import PATIENCE, Serve, address, client, closed, until
from .web_server import browse, served

pytestmark = pytest.mark.asyncio

TOKEN = "correct horse"
PAGES = ("", "connections", "connection?id=x", "settings", "events", "trend", "confirm?action=cleanup")


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


# Who gets in


async def test_nobody_sees_anything_before_the_token(serve: Serve) -> None:
    async with serve() as manager, opened(manager) as dashboard, browse(dashboard.address) as browser:
        for page in PAGES:
            answer = await browser.get(page)
            assert answer.status_code == 401, page
            assert "Admin token" in answer.text
            assert "allowed" not in answer.text
        part = await browser.get("", headers={"HX-Request": "true"})
        assert (part.status_code, part.headers["hx-refresh"]) == (401, "true")
        assert (await browser.post("act", data={"action": "cleanup"})).status_code == 401
        assert (await browser.get(f"?token={TOKEN}")).status_code == 401
        assert (await browser.get("asset/dashboard.css")).status_code == 200, "there is nothing secret in a style"
        assert (await browser.get("asset/..%2fapp.py")).status_code == 404
        assert (await browser.get("asset/app.py")).status_code == 404


async def test_the_cookie_is_for_this_site_and_no_script(serve: Serve) -> None:
    async with serve() as manager, opened(manager) as dashboard, browse(dashboard.address) as browser:
        answer = await browser.post("login", data={"token": f" {TOKEN} "}, follow_redirects=False)
        cookie = answer.headers["set-cookie"]
        assert re.fullmatch(rf"{login.COOKIE}_\d+=[\w-]{{43}}; HttpOnly; SameSite=strict", cookie)
        assert TOKEN not in (await browser.get("")).text
        assert (await browser.get("settings")).status_code == 200
        assert (await browser.post("logout", data={"csrf": await csrf(browser)})).status_code == 401
        again = {"Cookie": cookie.partition(";")[0]}
        assert (await browser.get("", headers=again)).status_code == 401, "the session is over, not only its cookie"


async def test_guessing_the_token_is_slow_and_does_not_flood_the_audit_log(serve: Serve) -> None:
    async with serve() as manager, opened(manager) as dashboard, browse(dashboard.address) as browser:
        tried = [(await browser.post("login", data={"token": str(each)})).status_code for each in range(12)]
        assert tried == [401] * login.ATTEMPTS + [429] * 2
        assert (await browser.post("login", data={"token": TOKEN})).status_code == 429, "nor is a lucky guess told"
    assert dashboard.audit.refused == {"dashboard: unknown token": 10, "dashboard: too many wrong tokens": 3}
    assert not dashboard.audit.entries


async def test_sessions_are_bounded_and_expire() -> None:
    known = sessions.Sessions(most=2, lifetime=60, idle=60)
    first, second, third = [known.begin(Caller("a", may_act=True)) for _ in range(3)]
    assert [known.find(each) is not None for each in (first, second, third)] == [False, True, True]
    assert known.find(None) is None
    assert sessions.Sessions(lifetime=0).find("") is None
    for short in (sessions.Sessions(lifetime=0), sessions.Sessions(idle=0)):
        assert short.find(short.begin(Caller("a", may_act=True))) is None
        assert len(short) == 0


@pytest.mark.parametrize("empty", ["", "  "])
async def test_a_dashboard_without_a_token_is_refused(serve: Serve, empty: str) -> None:
    async with serve() as manager:
        with pytest.raises(ValueError) as refusal:
            create_dashboard_app(manager, empty)
    assert str(refusal.value) == "the dashboard needs a token that is not empty"


# What may be done


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


# What is shown


async def test_what_the_page_shows_is_so(serve: Serve) -> None:
    async def by_name(credentials: Credentials) -> Identity | None:
        return Identity(credentials.token, "a session") if credentials.token else None

    def bearing(name: str) -> Any:
        return client(manager, additional_headers={"Authorization": f"Bearer {name}"})

    async with serve(by_name) as manager, opened(manager) as dashboard, dashboard.browser() as browser:
        async with bearing("ada"), bearing("grace"), client(manager):
            await until(lambda: len(manager.registry) == 3)
            for each in list(manager.registry)[:2]:
                manager.rooms.join(each.id, "thread:lobby")
                manager.typing.start(each.id, "somebody", "lobby")
            page = words((await browser.get("")).text)
            assert "Connections 3 of 10,000 allowed" in page
            assert "Active 2 none silent, 1 not authenticated" in page
            assert "Rooms 3 2 subscriptions, 2 typing" in page
            assert "Largest rooms thread:lobby 2" in page
            assert "Waiting to be read 0 every peer keeps up" in page
            assert "too early to tell: needs 5 min of samples" in page
            assert "What to look into Nothing" in page
            found = words((await browser.get("connections?q=GRACE")).text)
            assert "1 found User" in found
            one = next(each.id for each in manager.registry if each.identity and each.identity.user == "ada")
            alone = words((await browser.get(f"connection?id={one}")).text)
            assert f"Connection {one} Address 127.0.0.1 User ada Session a session Roles – Crew –" in alone  # noqa: RUF001
            assert "Rooms thread:lobby user:ada" in alone
        await until(lambda: not len(manager.registry))
        page = words((await browser.get("")).text)
        assert "Nobody is connected." in page
        assert re.search(r"Connections that ended 0\.6 a minute lately .* 1000 done 3 ", page)
        settings = words((await browser.get("settings")).text)
        assert "max_connections 10,000 connections open connections of the whole server" in settings
        assert "max_uptime off" in settings


async def test_clients_tell_of_themselves_until_they_go(serve: Serve) -> None:
    async with serve() as manager, opened(manager) as dashboard, dashboard.browser() as browser:
        async with WebSocketClient(address(manager)) as speaking, client(manager):
            await speaking.connected(PATIENCE)
            report = speaking.stats.report()
            await speaking.request("client.stats", **report)
            page = words((await browser.get("")).text)
            assert re.search(r"Client memory [\d.]+ MB median of 1, most", page)
            with pytest.raises(Exception, match="whole number"):
                await speaking.request("client.stats", memory=-1)
        await until(lambda: dashboard.inside._observatory.clients.reported().clients == 0)


async def test_plots_reach_back_as_far_as_the_history(serve: Serve, tmp_path: Path) -> None:
    async with serve() as manager, MetricHistory(manager, tmp_path / "history", 60) as history:
        async with opened(manager, history=history) as dashboard, dashboard.browser() as browser, client(manager):
            await until(lambda: len(manager.registry) == 1)
            history.sample()
            (taken,) = await history.latest()
            for hours in range(1, 700):
                history.writer.record(replace(taken, at=time.time() - hours * 3600, memory=hours * 2**20))
            manager.events.emit("alert", name="memory", message="High memory usage detected: 97 %")
            page = (await browser.get("")).text
            assert 'value="month"' in page
            assert "High memory usage detected: 97 % 0 s ago" in words(page)
            day, month = [(await browser.get(f"trend?range={each}")).json() for each in ("day", "month")]
            *hours, now = day["memory"]
            assert (hours, now) == (list(range(len(hours), 0, -1)), pytest.approx(taken.memory / 2**20, abs=0.01))
            assert 22 <= len(hours) <= 24
            assert day["memory"] == day["low"] == day["high"]
            assert 300 < len(month["at"]) <= 360
            assert {*day["connections"], *month["connections"]} == {1}, "one was connected all the time"
            assert all(map(le, month["low"], month["memory"]))
            assert max(month["high"]) == 699
            assert (await browser.get("trend?range=century")).status_code == 400
            await history.writer.close(5)
            plot = (await browser.get("trend?range=day")).json()
            assert plot["note"] == "The history cannot be read (it is closed); these are the samples of this run."
            assert len(plot["memory"]) == len(manager.memory.samples) > 0
            assert "None in the last week" in (await browser.get("")).text, "the page is there all the same"


async def test_a_young_history_is_plotted_from_its_beginning(serve: Serve, tmp_path: Path) -> None:
    async with serve() as manager, MetricHistory(manager, tmp_path / "history", 60) as history:
        async with opened(manager, history=history) as dashboard, dashboard.browser() as browser:
            history.sample()
            (taken,) = await history.latest()
            for minute in range(1, 5):
                history.writer.record(replace(taken, at=taken.at - minute * 60, memory=minute * 2**20))
            for wanted in ("hour", "day", "month"):
                plot = (await browser.get(f"trend?range={wanted}")).json()
                assert plot["memory"][:-1] == [4, 3, 2, 1], "five samples, and not one mean of them"
                assert len(plot["at"]) == len(plot["connections"]) == 5


async def test_where_memory_leads_is_said_where_somebody_predicts_it(serve: Serve) -> None:
    async with serve() as manager, MemoryWatch(manager, 2**29, 24.0) as watch:
        async with opened(manager, forecast=watch.told) as dashboard, dashboard.browser() as browser:
            assert f"{watch.told()} A sample every" in words((await browser.get("")).text)


async def test_without_a_history_the_samples_of_this_run_are_plotted(serve: Serve) -> None:
    async with serve() as manager, opened(manager) as dashboard, dashboard.browser() as browser:
        for _ in range(1000):
            manager.memory.samples.append(
                manager.memory.samples[-1] if manager.memory.samples else manager.memory.sample()
            )
        plot = (await browser.get("trend")).json()
        assert len(plot["at"]) == len(plot["memory"]) == len(plot["connections"]) <= 360
        assert (await browser.get("trend?range=day")).status_code == 400
        assert 'name="range"' not in (await browser.get("")).text


async def test_the_example_of_its_page_runs() -> None:
    page = (Path(dashboard_package.__file__).parent.parent / "DASHBOARD.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(example, "DASHBOARD.md", "exec"), names)
    async with served(names["app"], lifespan="on") as address, browse(f"{address}/internal/sockets/") as browser:
        page = (await browser.post("login", data={"token": "at least a sentence"})).text
        async with client(names["manager"]):
            await until(lambda: len(names["manager"].registry) == 1)
            assert "Nobody is connected" in page
    assert names["manager"].is_draining


# Streams


async def test_many_open_dashboards_share_one_look_and_leave_nothing(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looking() -> int:
        return sum(task.get_name() == "wshygiene dashboard" for task in asyncio.all_tasks())

    monkeypatch.setattr(feed, "LIFETIME", 300.0)  # a stream does not just end in time
    async with serve() as manager, opened(manager) as dashboard:
        async with AsyncExitStack() as stack:
            lines: list[AsyncIterator[str]] = []
            browser = await stack.enter_async_context(dashboard.browser())
            for _ in range(8):
                stream = await stack.enter_async_context(browser.stream("GET", "events"))
                assert stream.headers["content-type"].startswith("text/event-stream")
                lines.append(stream.aiter_lines())
                await anext(lines[-1])
            assert len(dashboard.inside.feed) == 8
            assert looking() == 1
        await until(lambda: len(dashboard.inside.feed) == 0, "a browser that goes is noticed")
        await until(lambda: looking() == 0)
        async with dashboard.browser() as browser, browser.stream("GET", "events") as stream:
            await anext(stream.aiter_lines())
            assert looking() == 1, "and the next one is served again"


async def test_streams_end_with_the_manager_and_the_page_goes_on(serve: Serve) -> None:
    async with serve() as manager, opened(manager) as dashboard, dashboard.browser() as browser:
        async with browser.stream("GET", "events") as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            report = await manager.shutdown()
            assert report.left == {}
            assert "event: closed" in [line async for line in lines], "it ends by itself"
        async with browser.stream("GET", "events") as stream:
            first, *rest = [line async for line in stream.aiter_lines()]
            assert first == f"retry: {feed.POLL * 1000:.0f}", "whoever comes now gets one event at a time"
            assert any("Draining" in line for line in rest)
        assert "lets nobody in" in (await browser.get("")).text


async def test_one_stream_too_many_polls(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MOST", 1)
    async with serve() as manager, opened(manager) as dashboard, dashboard.browser() as browser:
        async with browser.stream("GET", "events") as stream:
            await anext(stream.aiter_lines())
            polled = await browser.get("events")
            assert polled.text.startswith("retry: ")
            assert "Connections" in polled.text


async def test_a_stream_ends_with_its_session(serve: Serve) -> None:
    async with serve() as manager, opened(manager) as dashboard, dashboard.browser() as browser:
        form = {"csrf": await csrf(browser)}
        async with browser.stream("GET", "events") as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            await browser.post("logout", data=form)
            assert "event: signed-out" in [line async for line in lines]


async def test_no_stream_lasts_for_ever(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "LIFETIME", 0.2)
    async with serve() as manager, opened(manager) as dashboard, dashboard.browser() as browser:
        assert (await browser.get("events")).text.endswith("event: closed\ndata: \n\n")


async def test_a_browser_that_does_not_read_is_given_up(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    async def much() -> str:
        return "x" * 2**24

    monkeypatch.setattr(feed, "PATIENCE", 0.2)
    monkeypatch.setattr(feed, "SHARE", 1.0)
    async with serve() as manager, opened(manager) as dashboard, dashboard.browser() as browser:
        monkeypatch.setattr(dashboard.inside.feed, "_take", much)
        async with browser.stream("GET", "events"):
            await until(lambda: len(dashboard.inside.feed) == 1)
            await until(lambda: len(dashboard.inside.feed) == 0)


async def test_a_page_goes_on_where_its_figures_take_long(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A share of 2 % alone would leave it as it is for 50 seconds."""

    async def slow() -> str:
        looks.append(1)
        await asyncio.sleep(1)
        return "figures"

    looks: list[int] = []
    monkeypatch.setattr(feed, "LONGEST", 0.1)
    async with serve() as manager, opened(manager) as dashboard, dashboard.browser() as browser:
        monkeypatch.setattr(dashboard.inside.feed, "_take", slow)
        async with browser.stream("GET", "events"):
            await until(lambda: len(looks) > 2)


async def test_a_figure_that_cannot_be_had_is_told_once_and_ends_nothing(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def failing() -> str:
        looks.append(1)
        raise RuntimeError("no figures today")

    looks: list[int] = []
    async with serve() as manager, opened(manager) as dashboard, dashboard.browser() as browser:
        take = dashboard.inside.feed._take
        monkeypatch.setattr(dashboard.inside.feed, "_take", failing)
        async with browser.stream("GET", "events") as stream:
            await until(lambda: len(looks) > 2)
            monkeypatch.setattr(dashboard.inside.feed, "_take", take)
            assert (await anext(stream.aiter_lines())).startswith("data: <section"), "it goes on when it can"
    assert [each.message for each in caplog.records if "dashboard" in each.name] == [
        "the dashboard has nothing to show"
    ]
