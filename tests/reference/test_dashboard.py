"""What the dashboard shows over real HTTP is so: figures, connections, plots of the past and of this run."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from operator import le
from pathlib import Path
from typing import Any

import pytest

from wshygiene_reference import WebSocketClient
from wshygiene_reference import dashboard as dashboard_package
from wshygiene_reference.identity import Credentials, Identity
from wshygiene_reference.operation.history import MetricHistory
from wshygiene_reference.operation.memory_watch import MemoryWatch

from .conftest import PATIENCE, Serve, address, client, until
from .mounted_dashboard import opened, words
from .web_server import browse, served

pytestmark = pytest.mark.asyncio


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
