"""What Prometheus is told: figures that are right, labels that stay few, and files for Grafana and alerts that fit."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open_metrics
from prometheus_client.parser import text_string_to_metric_families as parse

import wshygiene_reference
from wshygiene_reference import CloseCode, WebSocketManager
from wshygiene_reference.admin.audit import AuditLog
from wshygiene_reference.admin.exposition import expose
from wshygiene_reference.memory import MemorySample
from wshygiene_reference.operation.metrics import code_class, create_registry

from .administering import caller, operating
from .conftest import Serve, client, until
from .raw_peer import RawPeer
from .test_rooms_and_typing import ask

asynchronous = pytest.mark.asyncio
DEPLOY = Path(wshygiene_reference.__file__).parent / "deploy"
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed; Debian: prometheus")

Sample = tuple[str, tuple[tuple[str, str], ...]]


def samples(text: str) -> dict[Sample, float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in parse(text)
        for sample in family.samples
    }


def text_of(manager: WebSocketManager, audit: AuditLog | None = None) -> str:
    return expose(create_registry(manager, audit or AuditLog(1)), "")[0].decode()


@asynchronous
async def test_what_happened_is_what_is_told(serve: Serve) -> None:
    async with operating(serve, max_connections_per_session=1) as (manager, operation), caller(operation) as http:
        async with client(manager, "/?s1") as one, RawPeer(manager.port) as refused:
            await ask(one, "job.subscribe", jobId="7")
            await ask(one, "thread.subscribe", threadId="t")
            await ask(one, "typing.start", threadId="t")
            await ask(one, "nonsense")
            await refused.send(b"GET /?s1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
            await refused.send(b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            assert b"429" in await refused.read()
            operation.audit.refuse("no token", "192.0.2.1")
            now = samples((await http.get("/metrics")).text)
            expected: dict[Sample, float] = {
                ("wshygiene_connections", (("state", "active"),)): 1,
                ("wshygiene_connections", (("state", "stale"),)): 0,
                ("wshygiene_connections_limit", ()): 10_000,
                ("wshygiene_connections_opened_total", ()): 1,
                ("wshygiene_connections_refused_total", (("reason", "session"),)): 1,
                ("wshygiene_connections_closed_total", (("code", "1000"),)): 0,
                ("wshygiene_sessions", ()): 1,
                ("wshygiene_rooms", ()): 3,
                ("wshygiene_subscriptions", ()): 2,
                ("wshygiene_timers", (("kind", "typing"),)): 1,
                ("wshygiene_timers", (("kind", "authentication"),)): 0,
                ("wshygiene_messages_received_total", ()): 4,
                ("wshygiene_messages_refused_total", ()): 1,
                ("wshygiene_response_time_seconds_count", ()): 3,
                ("wshygiene_response_time_seconds_bucket", (("le", "+Inf"),)): 3,
                ("wshygiene_ready", ()): 1,
                ("wshygiene_draining", ()): 0,
                ("wshygiene_healthy", ()): 1,
                ("wshygiene_alerts_total", (("alert", "memory"),)): 0,
                ("wshygiene_admin_refused_total", (("reason", "no token"),)): 1,
            }
            assert {name: now[name] for name in expected} == expected
            assert now["wshygiene_memory_uss_bytes", ()] > 1_000_000
            assert now["process_cpu_seconds_total", ()] > 0
        await until(lambda: not manager.registry.ids())
        await manager.shutdown()
        now = samples((await http.get("/metrics")).text)
        assert now["wshygiene_connections_closed_total", (("code", "1000"),)] == 1
        assert (now["wshygiene_ready", ()], now["wshygiene_draining", ()]) == (0, 1), "it can be watched to its end"


@asynchronous
async def test_what_waits_for_a_slow_peer_is_told(serve: Serve) -> None:
    async with serve(write_stall=60, outbox_peak_seconds=60) as manager, RawPeer(manager.port, 4096) as peer:
        await peer.shake_hands()
        await until(lambda: len(manager.registry) == 1)
        while not sum(each.outbox.messages for each in manager.registry):
            manager.broadcast("x" * 10_000)
        now = samples(text_of(manager))
        assert now["wshygiene_outbox_paused", ()] == 1
        assert now["wshygiene_outbox_messages", ()] >= 1
        assert now["wshygiene_outbox_bytes", ()] >= 10_000


@asynchronous
async def test_open_metrics_are_told_to_those_who_accept_them(serve: Serve) -> None:
    async with operating(serve) as (_, operation), caller(operation) as http:
        accept = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"
        answer = await http.get("/metrics", headers={"Accept": accept})
        assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
        assert {family.name for family in parse_open_metrics(answer.text)} >= {"wshygiene_connections", "python_info"}
        answer = await http.get("/metrics", headers={"Accept": "application/x-nonsense;version=a;q=b"})
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"


@asynchronous
async def test_what_peers_choose_makes_no_series(serve: Serve) -> None:
    """Ids, names and rooms are in no label, and neither are the thousands of codes that a peer may close with."""
    async with serve() as manager:
        before = len(samples(text_of(manager)))
        for number in range(20):
            async with client(manager, f"/?session-of-{number}") as ws:
                await ask(ws, "job.subscribe", jobId=f"job-{number}")
                await ws.close(3000 + number * 99)
        await until(lambda: not manager.registry.ids())
        text = text_of(manager)
        after = samples(text)
        assert len(after) == before + 2
        assert after["wshygiene_connections_closed_total", (("code", "3xxx"),)] == 11
        assert after["wshygiene_connections_closed_total", (("code", "4xxx"),)] == 9
        assert "session-of" not in text
        assert "job-" not in text


def test_codes_as_labels() -> None:
    assert {code_class(code) for code in CloseCode} == {str(int(code)) for code in CloseCode}
    assert [code_class(code) for code in (1005, 3000, 4999, 999, 2500, 70000)] == [
        "1005",
        "3xxx",
        "4xxx",
        "other",
        "other",
        "other",
    ]
    assert len({code_class(code) for code in range(70_000)}) < 40


@asynchronous
async def test_nothing_is_counted_twice_by_looking_twice(serve: Serve) -> None:
    async with serve() as manager:
        manager.memory.sample()
        looks = [samples(text_of(manager)) for _ in range(2)]
        assert {name: value for name, value in looks[0].items() if name[0].startswith("wshygiene_")} == {
            name: value for name, value in looks[1].items() if name[0].startswith("wshygiene_")
        }


def exprs(value: Any) -> Iterator[str]:
    """All expressions anywhere in a dashboard."""
    if isinstance(value, dict):
        if isinstance(value.get("expr"), str):
            yield value["expr"]
        for each in value.values():
            yield from exprs(each)
    elif isinstance(value, list):
        for each in value:
            yield from exprs(each)


@asynchronous
async def test_every_metric_that_the_files_name_is_exported(serve: Serve) -> None:
    async with serve() as manager:
        audit = AuditLog(1)
        audit.refuse("no token", "192.0.2.1")
        for minute in range(6):  # before which nobody knows how fast it grows
            manager.memory.samples.append(MemorySample(minute * 60.0, 0, 0.0, 0, 0, 0, 0, 0))
        exported = {name for name, _ in samples(text_of(manager, audit))}
    named = re.compile(r"\b(?:wshygiene|process|python)_[a-z_]+\b")
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
    rules = (DEPLOY / "alerts.yml").read_text("utf-8") + (DEPLOY / "alerts_test.yml").read_text("utf-8")
    for text in (*exprs(dashboard), rules):
        assert set(named.findall(text)) - exported == set(), text
    for setting in re.findall(r"`([a-z]+_[a-z_]+)`", rules):
        assert hasattr(manager.config, setting), setting
    mine = {name.removesuffix("_bucket") for name in exported if name.startswith("wshygiene_")}
    mine -= {name for name in mine if name.endswith(("_count", "_sum"))}
    shown = set(named.findall("\n".join(exprs(dashboard)).replace("_bucket", "")))
    assert mine - shown == {"wshygiene_healthy", "wshygiene_machine_memory_used_ratio"}, "shown, or known not to be"


def test_panels_have_a_place_of_their_own_and_say_what_they_show() -> None:
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels) > 15
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
        assert panel["type"] == "row" or panel["description"]
    assert {variable["name"] for variable in dashboard["templating"]["list"]} == {"datasource", "instance"}


def test_every_alert_is_tried_out() -> None:
    alerts = re.findall(r"alert: (\w+)", (DEPLOY / "alerts.yml").read_text("utf-8"))
    tried = re.findall(r"- name: (\w+)", (DEPLOY / "alerts_test.yml").read_text("utf-8"))
    assert alerts == tried


def promtool(*arguments: str, given: str = "", folder: Path = DEPLOY) -> str:
    assert PROMTOOL is not None
    done = subprocess.run(
        [PROMTOOL, *arguments], input=given, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@needs_promtool
@asynchronous
async def test_promtool_finds_nothing_to_say_about_the_metrics(serve: Serve) -> None:
    async with serve() as manager, client(manager) as ws:
        await ask(ws, "ping")
        assert promtool("check", "metrics", given=text_of(manager)) == ""


@needs_promtool
def test_promtool_accepts_the_files(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DEPLOY, tmp_path / "deploy"))
    (folder / "admin-token").write_text("a token")
    promtool("check", "config", "prometheus.yml", folder=folder)
    promtool("test", "rules", "alerts_test.yml")
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
    given = {"$__rate_interval": "5m", "$__range": "6h", "$instance": ".*"}
    rules = []
    for number, expr in enumerate(exprs(dashboard)):
        for name, value in given.items():
            expr = expr.replace(name, value)
        rules.append({"record": f"panel:{number}", "expr": expr})
    (folder / "panels.yml").write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
    assert f"{len(rules)} rules found" in promtool("check", "rules", "panels.yml", folder=folder)
