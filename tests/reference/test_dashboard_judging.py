"""What the dashboard makes of figures: whether memory grows, whether more connections end, and what to look into."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wshygiene_reference import WebSocketManager
from wshygiene_reference.dashboard.disconnections import Disconnections
from wshygiene_reference.dashboard.growth import Level, judge
from wshygiene_reference.dashboard.hints import hints
from wshygiene_reference.dashboard.overview import Observatory
from wshygiene_reference.dashboard.trends import Trends
from wshygiene_reference.dashboard.wording import name, number, size, span
from wshygiene_reference.memory import MEGABYTE, MemorySample

from .conftest import Serve

MINUTE = 60.0


def sampled(megabytes_an_hour: float, count: int = 10, percent: float = 40.0) -> list[MemorySample]:
    """A sample a minute of a memory that grows so much."""
    return [
        MemorySample(at * MINUTE, int((100 + at * megabytes_an_hour / 60) * MEGABYTE), percent, 0, 0, 0, 0, 0)
        for at in range(count)
    ]


@pytest.mark.parametrize(
    ("rate", "level", "words"),
    [
        (0.0, Level.GOOD, "steady: far from the alert at 50 MB/h"),
        (-9.0, Level.GOOD, "shrinking: far from the alert at 50 MB/h"),
        (9.0, Level.GOOD, "growing slowly: far from the alert at 50 MB/h"),
        (30.0, Level.WATCH, "growing: more than half of the alert at 50 MB/h"),
        (60.0, Level.BAD, "growing fast: above the alert at 50 MB/h"),
    ],
)
def test_growth_is_said_in_words_as_well(rate: float, level: Level, words: str) -> None:
    growth = judge(sampled(rate), 50.0)
    assert (growth.level, growth.words) == (level, words)
    assert growth.rate == pytest.approx(rate, abs=0.1)


@pytest.mark.parametrize("samples", [[], sampled(90.0, 1), sampled(90.0, 4)])
def test_of_too_few_samples_nothing_is_said(samples: list[MemorySample]) -> None:
    growth = judge(samples, 50.0)
    assert (growth.rate, growth.level) == (None, Level.UNKNOWN)
    assert growth.words == "too early to tell: needs 5 min of samples"


def test_a_wave_of_ends_is_told_from_many_as_usual() -> None:
    steady, wave = Disconnections(0.0), Disconnections(0.0)
    for minute in range(40):
        for _ in range(20):
            steady.note(1000, minute * MINUTE)
    now = 39 * MINUTE
    assert (steady.recent(now), steady.usual(now), steady.are_increased(now)) == (20.0, 20.0, False)
    for minute in range(36, 40):
        for _ in range(6):
            wave.note(1006, minute * MINUTE)
    assert wave.are_increased(now)
    assert wave.by_code(now) == {1006: 24}
    assert wave.by_minute(now)[-5:] == [0, 6, 6, 6, 6]
    assert wave.by_minute(now + 3600) == [0] * 60
    assert wave.by_code(now + 3600) == {}


def test_what_is_usual_takes_a_while_to_know() -> None:
    fresh = Disconnections(0.0)
    for _ in range(1000):
        fresh.note(1001, 9 * MINUTE)
    assert fresh.usual(9 * MINUTE) is None
    assert not fresh.are_increased(9 * MINUTE)


def test_figures_are_written_with_their_units() -> None:
    gap = "\N{NO-BREAK SPACE}"
    spans = {0.4: "0 s", 59: "59 s", 60: "1 min", 90: "1.5 min", 7200: "2 h", 86400 * 12: "12 d"}
    assert {each: span(each).replace(gap, " ") for each in spans} == spans
    sizes = {0: "0 B", 1023: "1023 B", 1536: "1.5 kB", 300 * MEGABYTE: "300 MB", 5 * 2**40: "5,120 GB"}
    assert {each: size(each).replace(gap, " ") for each in sizes} == sizes | {1023: "1,023 B"}
    assert [number(12345.6), number(-3, 1), number(None)] == ["12,346", "\N{MINUS SIGN}3.0", "\N{EN DASH}"]
    assert [span(None), size(None)] == ["\N{EN DASH}"] * 2


def test_names_that_would_mislead_are_spelled_out() -> None:
    assert name("ada") == "ada"
    assert name("\u202eevil\u202c\r\n\x00\udc80") == "\\u202eevil\\u202c\\r\\n\\x00\\udc80"
    assert name("שלום 👨\u200d👩") == "שלום 👨\u200d👩"
    assert name("a" * 9_999 + "z" * 12) == "a" * 35 + "…" + "z" * 12
    assert len(name("\x00" * 10_000)) < 200


# Hints


def refuse(manager: WebSocketManager) -> None:
    manager.admission.refused.update(server=12, session=30, ip=9)


def drop(manager: WebSocketManager) -> None:
    manager.outbox_counts.dropped, manager.outbox_counts.sent = 50, 1000


def answer_slowly(manager: WebSocketManager) -> None:
    for _ in range(10):
        manager.counters.response_time.add(0.4)


def leak(manager: WebSocketManager) -> None:
    manager.sweeper.leaked = 3


def grow(manager: WebSocketManager) -> None:
    manager.memory.samples.extend(sampled(60.0))


def fill_up(manager: WebSocketManager) -> None:
    manager.memory.samples.extend(sampled(0.0, percent=96.0))


def end_with(code: int) -> Callable[[WebSocketManager], None]:
    def end(manager: WebSocketManager) -> None:
        for _ in range(12):
            manager.events.emit("connection_closed", connection_id="x", code=code, reason="")

    return end


def nothing(manager: WebSocketManager) -> None:
    pass


CASES: list[tuple[Callable[[WebSocketManager], None], dict[str, Any], list[str]]] = [
    (nothing, {}, []),
    (
        grow,
        {},
        [
            "memory: Memory grows by 60.0 MB/h with 0 connections. Compare the two plots: if connections stay level "
            "while memory climbs, something is kept after they end."
        ],
    ),
    (
        grow,
        {"max_lifetime": None},
        [
            "memory: Memory grows by 60.0 MB/h, and connections may stay for ever. "
            "Set `stale_after` and `max_lifetime`.",
        ],
    ),
    (
        fill_up,
        {},
        [
            "memory: The machine's memory is 96 % full. Lower `max_connections` (now 10,000), or let idle ones go "
            "sooner: `stale_after` is 2 min, `max_lifetime` 5 min."
        ],
    ),
    (
        refuse,
        {},
        [
            "connections: 12 connections were refused: the limit of the whole server was reached. "
            "Raise `max_connections` (now 10,000), or find who opens so many.",
            "connections: 30 connections were refused: the limit of one session was reached. "
            "Raise `max_connections_per_session` (now 5), or find who opens so many.",
        ],
    ),
    (
        end_with(1006),
        {},
        [
            "connections: 12 of the last 12 ended with 1006. A proxy may cut idle connections: its time-out must be "
            "longer than `heartbeat_interval` (30 s)."
        ],
    ),
    (
        end_with(4401),
        {},
        [
            "connections: 12 of the last 12 ended with 4401. Check the tokens that clients send, "
            "and whether they expire."
        ],
    ),
    (end_with(1000), {}, []),
    (end_with(4410), {}, []),
    (
        answer_slowly,
        {},
        [
            "performance: Answers take 400 ms on average. Look for handlers that wait for a database or block the "
            "loop; give slow work to a pool or a queue."
        ],
    ),
    (
        leak,
        {},
        [
            "performance: Clean-ups have found 3 things that should have been gone. "
            "Please report it; until then a shorter `sweep_interval` (now 30 s) helps."
        ],
    ),
    (
        drop,
        {"outbox_messages": 32},
        [
            "performance: 50 messages were dropped, 1,000 were sent. Peers read more slowly than is sent: "
            "`outbox_policy` is drop-oldest, `outbox_messages` 32."
        ],
    ),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("happen", "changes", "told"), CASES)
async def test_hints_name_the_figure_and_the_setting(
    serve: Serve, happen: Callable[[WebSocketManager], None], changes: dict[str, Any], told: list[str]
) -> None:
    async with serve(**changes) as manager:
        observatory = Observatory(manager, Trends(manager), 0.0)
        happen(manager)
        found = hints(await observatory.overview())
        lines = [f"{each.topic}: {each.because} {each.advice}".replace("\N{NO-BREAK SPACE}", " ") for each in found]
        assert lines == told
        observatory.close()


@pytest.mark.asyncio
async def test_a_server_that_nobody_finds_is_told_of_proxies(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wshygiene_reference.dashboard.hints.LONELY", 0)
    async with serve() as manager:
        observatory = Observatory(manager, Trends(manager), 0.0)
        (hint,) = hints(await observatory.overview())
        assert hint.because == "Nobody has connected for 0\N{NO-BREAK SPACE}s."
        assert "a proxy in between passes on the headers Upgrade and Connection" in hint.advice
        observatory.close()
