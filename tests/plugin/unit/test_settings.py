"""Words in flags, ini keys and markers: what is understood, and what one error says of the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pytest_wshygiene.model import KINDS, Leak, Line, Owner
from pytest_wshygiene.settings import reading as settings
from pytest_wshygiene.settings.reading import Ignore, ReportRequest, SettingsError, Terms, apply_marker, parse_ignore

LEAK = Leak(
    code="WSH200",
    kind="event loop",
    summary="",
    owner=Owner("fixture", "tests/test_a.py", fixture="server", scope="module"),
    birth=(Line("app/feed.py", 3, "Feed.open"), Line("asyncio/tasks.py", 384, "create_task")),
    state="",
    holders=(),
    rules=(),
    release="",
    parts=(),
    subject="Feed.pump()",
    fingerprint="f",
)


def test_every_mode_is_taken_as_it_is_written() -> None:
    assert [settings.parse_mode(word, "here") for word in ("off", "warn", "fail")] == ["off", "warn", "fail"]


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ("", KINDS),
        ([], KINDS),
        ("all", KINDS),
        ("task", ["task"]),
        ("task, timer socket", ["task", "timer", "socket"]),
        (["task", "timer"], ["task", "timer"]),
        (("event-loop", "async_generator"), ["event loop", "async generator"]),
        ({"event loop"}, ["event loop"]),
        (["task,timer"], ["task", "timer"]),
        (["event loop", "task"], ["event loop", "task"]),
    ],
)
def test_kinds_may_be_separated_and_spelled_in_any_usual_way(value: object, kinds: list[str]) -> None:
    assert settings.parse_kinds(value, "here") == frozenset(kinds)


@pytest.mark.parametrize("value", [None, 3, ["task", 3], {"task": True}])
def test_kinds_of_no_usable_type_are_refused(value: object) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.parse_kinds(value, "here")
    assert str(caught.value) == f"here = {value!r} is not text or a list of texts."


@pytest.mark.parametrize(
    ("value", "seconds"), [("0", 0), ("0.5", 0.5), (0.25, 0.25), (60, 60), (" 1 ", 1), ("1e-2", 0.01)]
)
def test_settle_is_seconds_as_text_or_number(value: object, seconds: float) -> None:
    assert settings.parse_settle(value, "here") == seconds


@pytest.mark.parametrize("value", ["", "soon", -0.1, "60.1", "inf", "nan", None, [1], True])
def test_settle_is_no_other_thing(value: object) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.parse_settle(value, "here")
    assert str(caught.value) == f'here = "{value}" is not a time. Seconds from 0 to 60, such as 0.5.'


def test_switches_are_the_words_of_ini_and_toml() -> None:
    assert [settings.parse_bool(word, "here") for word in ("true", "False", True, False)] == [True, False, True, False]


@pytest.mark.parametrize("value", ["1", "yes", "", None])
def test_other_switches_are_refused(value: object) -> None:
    with pytest.raises(SettingsError):
        settings.parse_bool(value, "here")


@pytest.mark.parametrize(
    ("line", "matches"),
    [
        ("kind=event-loop because R", True),
        ("kind=event* because R", True),
        ("kind=task because R", False),
        ("owner=server because R", True),
        ("owner=tests/* because R", True),
        ("owner=test_a because R", False),
        ("function=create_task because R", True),
        ("function=open because R", True),
        ("function=Feed.open because R", True),
        ("created-by=Feed.* because R", True),
        ("created-by=create_task because R", False),
        ("path=app/* because R", True),
        ("path=asyncio/tasks.py because R", True),
        ("path=tests/* because R", False),
        ("subject=Feed.pump() because R", True),
        ("kind=event-loop function=open path=app/* because R", True),
        ("kind=event-loop function=close because R", False),
    ],
)
def test_filter_matches_when_all_of_its_patterns_do(line: str, matches: bool) -> None:
    ignore = parse_ignore(line, "here")
    assert ignore.reason == "R"
    assert ignore.matches(LEAK) is matches


def test_filter_on_the_birth_does_not_match_where_it_is_unknown() -> None:
    unborn = replace(LEAK, birth=())
    assert not parse_ignore("function=open because R", "here").matches(unborn)
    assert not parse_ignore("path=app/* because R", "here").matches(unborn)
    assert parse_ignore("kind=event-loop because R", "here").matches(unborn)


def test_reason_may_be_long_or_come_separately() -> None:
    told = parse_ignore("kind=task because it is because of them", "here")
    assert told == Ignore("it is because of them", kind="task")
    assert parse_ignore("kind=task", "here", "R") == Ignore("R", kind="task")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("kind=task", "gives no reason"),
        ("kind=task because ", "gives no reason"),
        ("because R", "gives no reason"),
        (" because R", "would ignore everything"),
        ("task because R", '"task" is not a filter'),
        ("nodeid=x because R", '"nodeid=x" is not a filter'),
        ("reason=x because R", '"reason=x" is not a filter'),
        ("kind=sokcet because R", "kind"),
        ("kind=task kind=timer because R", "kind"),
        ("kind= because R", "kind"),
    ],
)
def test_filter_that_cannot_be_meant_is_refused(line: str, told: str) -> None:
    with pytest.raises(SettingsError, match=r"^here = ") as caught:
        parse_ignore(line, "here")
    assert told in str(caught.value)


@pytest.mark.parametrize("path", ["app:CLIENTS", "app.main:MANAGER._rooms.by_id", "_a1:_b2"])
def test_registry_path_is_module_and_names(path: str) -> None:
    assert settings.parse_registry(path, "here") == path


@pytest.mark.parametrize(
    "path", ["", "app", "app:", ":CLIENTS", "app.main.CLIENTS", "app:A[0]", "app:A.b()", "a-b:C", "a:B:C"]
)
def test_registry_path_is_nothing_else(path: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.parse_registry(path, "here")
    assert str(caught.value) == f'here = "{path}" is not a registry path. Write it as package.module:NAME.attr.'


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("text", ReportRequest("text", None)),
        ("json", ReportRequest("json", None)),
        ("json:", ReportRequest("json", None)),
        ("json:out/leaks.json", ReportRequest("json", "out/leaks.json")),
        ("json:C:/leaks.json", ReportRequest("json", "C:/leaks.json")),
    ],
)
def test_report_is_a_format_and_perhaps_a_path(text: str, request_: ReportRequest) -> None:
    assert settings.parse_report(text) == request_


def mark(**arguments: Any) -> tuple[tuple[()], dict[str, Any]]:
    return (), arguments


def test_markers_change_only_what_they_name() -> None:
    start = Terms(mode="warn", settle=0.3, registries=("app:A",))
    assert apply_marker(start, [mark()], "t") == start
    changed = apply_marker(start, [mark(settle=1, registries="app:B")], "t")
    assert changed == replace(start, settle=1.0, registries=("app:A", "app:B"))


def test_inner_marker_wins_and_filters_add_up() -> None:
    outer = mark(mode="warn", kinds="task", ignore="kind=task because A")
    inner = mark(mode="fail", ignore=["kind=timer because B"])
    terms = apply_marker(Terms(), [outer, inner], "t")
    assert (terms.mode, terms.kinds) == ("fail", frozenset({"task"}))
    assert terms.ignores == (Ignore("A", kind="task"), Ignore("B", kind="timer"))


BRACKETS = replace(LEAK, owner=Owner("test", "tests/test_a.py::TestB::test_c[x::y]"), holders=("app.ROOMS['eur'][0]",))
FIXTURE = replace(
    LEAK, owner=Owner("fixture", "tests/test_a.py", "server", "module"), holders=("frame of lib/a.py:3 in b",)
)


@pytest.mark.parametrize(
    ("line", "leak", "matches"),
    [
        ("owner=tests/test_a.py::TestB::test_c[x::y]", BRACKETS, True),
        ("owner=tests/test_a.py::TestB::test_c", BRACKETS, True),
        ("owner=test_c", BRACKETS, True),
        ("owner=test_c[x::y]", BRACKETS, True),
        ("owner=TestB", BRACKETS, False),
        ("owner=test_d", BRACKETS, False),
        ("owner=server", FIXTURE, True),
        ("owner=tests/test_a.py", FIXTURE, True),
        ("holder=app.ROOMS['eur'][0]", BRACKETS, True),
        ("holder=app.ROOMS*", BRACKETS, True),
        ("holder=app.ROOMS", BRACKETS, False),
        ("path=lib/*.py", FIXTURE, True),
        ("path=lib/*.py", BRACKETS, False),
        ("created-by=app", LEAK, True),
        ("created-by=app.feed", LEAK, True),
        ("created-by=app/feed.py", LEAK, True),
        ("created-by=app/*", LEAK, True),
        ("created-by=ap", LEAK, False),
        ("created-by=asyncio", LEAK, False),
        ("created-by=*", replace(LEAK, birth=()), True),
        ("created-by=app", replace(LEAK, birth=()), False),
    ],
)
def test_owners_creators_and_holders_as_people_write_them(line: str, leak: Leak, matches: bool) -> None:
    assert parse_ignore(line, "here", "R").matches(leak) is matches


def test_day_of_a_filter() -> None:
    told = parse_ignore("kind=task because of A; until=2026-01-31", "here")
    assert (told.reason, told.until, told.has_expired()) == ("of A", date(2026, 1, 31), True)
    assert not parse_ignore("kind=task because of A; until=2999-01-31", "here").has_expired()
    assert parse_ignore("kind=task", "here", "A; until=2026-01-31").until == date(2026, 1, 31)
    with pytest.raises(SettingsError, match=r'^here: until="tomorrow" is not a day\. Expected: until=YYYY-MM-DD\.$'):
        parse_ignore("kind=task because A; until=tomorrow", "here")
