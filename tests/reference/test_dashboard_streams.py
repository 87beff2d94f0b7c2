"""Many open dashboards cost one look at the manager, and each stream ends with its session and with the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from wshygiene_reference.dashboard import feed

from .conftest import Serve, until
from .mounted_dashboard import csrf, opened

pytestmark = pytest.mark.asyncio


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
