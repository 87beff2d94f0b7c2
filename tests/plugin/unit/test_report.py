"""Reports: the text as a whole, and JSON there and back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_wshygiene import __version__
from pytest_wshygiene.grouping.folding import fold
from pytest_wshygiene.model import KINDS, Leak, Line, Owner
from pytest_wshygiene.report import text
from pytest_wshygiene.report.findings import report_of
from pytest_wshygiene.report.json import document, from_dict, to_dict
from wshygiene_checks.reporters import render

LEAK = Leak(
    code="WSH200",
    kind="task",
    summary="`Feed.pump()` was still running 0.5 s after tests/test_feed.py::test_open.",
    owner=Owner("test", "tests/test_feed.py::test_open", path="tests/test_feed.py", line=4),
    birth=(Line("app/feed.py", 63, "Feed.open"), Line("asyncio/tasks.py", 384, "create_task"), Line("t.py", 1, "t")),
    state="app/feed.py:88 in Feed.pump, awaiting queue.get()",
    holders=("app.main.FEEDS['eur']._pump",),
    rules=("WSH202",),
    release="`app.main.FEEDS['eur']._pump.cancel()`, then await it",
    parts=(),
    subject="Feed.pump()",
    fingerprint="0123456789abcdef",
)
TOLD = """\
WSH200 task-outlives-owner: `Feed.pump()` was still running 0.5 s after tests/test_feed.py::test_open.
    born      app/feed.py:63 in Feed.open
              by asyncio/tasks.py:384 in create_task
    now       app/feed.py:88 in Feed.pump, awaiting queue.get()
    held by   app.main.FEEDS['eur']._pump
    rule      WSH202 stored-task-not-cancelled, app/feed.py:63
    release   `app.main.FEEDS['eur']._pump.cancel()`, then await it"""

CONNECTION = replace(
    LEAK,
    code="WSH400",
    kind="connection",
    summary="A WebSocket connection was still open 0.5 s after fixture `client` (function scope, test_feed.py:9).",
    owner=Owner("fixture", "tests/test_feed.py::test_open", "client", "function", "tests/test_feed.py", 9),
    state="OPEN, 127.0.0.1:52100 -> 127.0.0.1:8765",
    holders=("app.CLIENTS['c1']", "app.ROOMS['eur'][0]"),
    rules=("WSH402",),
    release="`await app.CLIENTS['c1'].close()`",
    parts=("socket 127.0.0.1:52100 -> 127.0.0.1:8765", "task keepalive() (websockets/connection.py:1 in keepalive)"),
)
CONNECTION_TOLD = """\
WSH400 connection-outlives-owner: A WebSocket connection was still open 0.5 s after fixture `client` (function scope, \
test_feed.py:9). (3 x)
    born      app/feed.py:63 in Feed.open
              by asyncio/tasks.py:384 in create_task
    now       OPEN, 127.0.0.1:52100 -> 127.0.0.1:8765
    parts     socket 127.0.0.1:52100 -> 127.0.0.1:8765
              task keepalive() (websockets/connection.py:1 in keepalive)
    held by   app.CLIENTS['c1']
              app.ROOMS['eur'][0]
    rule      WSH402 owner-without-close, app/feed.py:63
    release   `await app.CLIENTS['c1'].close()`
    verdict   warn: decided by pytest_wshygiene_leak"""


def test_leak_is_one_paragraph() -> None:
    assert text.paragraph(LEAK) == TOLD


def test_everything_there_is_to_say_has_its_place() -> None:
    leak = CONNECTION.repeated(3).judged("warn", "decided by pytest_wshygiene_leak")
    assert text.paragraph(leak).splitlines() == CONNECTION_TOLD.splitlines()


def test_unknown_birth_is_said() -> None:
    told = text.paragraph(replace(LEAK, birth=(), rules=()))
    assert "    born      unknown: it was made where births cannot be recorded\n" in told
    assert "rule" not in told


def test_long_rows_wrap_under_themselves() -> None:
    told = text.paragraph(replace(LEAK, holders=("app." + ".".join(["level"] * 10) + " -> local " * 20 + "`x`",)))
    first, *rest = told[told.index("held by") :].partition("    rule")[0].rstrip("\n").splitlines()
    assert rest
    assert all(line.startswith(" " * 14) and not line.startswith(" " * 15) for line in rest)
    assert all(len(line) <= 124 for line in (first, *rest))


def test_suspect_part_of_the_path_is_underlined() -> None:
    told = text.paragraph(replace(LEAK, holders=("app.MANAGER._tasks['c1']",), suspects=((18, 24),)))
    assert "    held by   app.MANAGER._tasks['c1']\n" + " " * 32 + "~~~~~~\n    rule" in told


def test_suspect_part_of_a_wrapped_path_is_underlined_where_it_is() -> None:
    holder = "app." + ".".join(["level"] * 16) + " -> closure of `make.<locals>.inner`, variable `kept`"
    start = holder.index("closure")
    lines = text.paragraph(replace(LEAK, holders=(holder,), suspects=((start, len(holder)),))).splitlines()
    rows = [number for number, line in enumerate(lines) if "~" in line]
    marked = [lines[row - 1][lines[row].index("~") : lines[row].rindex("~") + 1] for row in rows]
    assert " ".join(marked) == holder[start:]


def test_no_word_is_broken() -> None:
    word = "x" * 300
    assert word in text.paragraph(replace(LEAK, state=word))


def test_leak_takes_fifteen_lines_at_most_and_keeps_what_matters() -> None:
    told = text.paragraph(replace(LEAK, parts=tuple(f"thing {index}" for index in range(40)))).splitlines()
    assert len(told) <= text.MOST_LINES
    assert any("more" in line or "..." in line for line in told)
    assert any(line.startswith("    release") for line in told)


def test_paragraphs_are_set_apart() -> None:
    assert text.paragraphs([LEAK, LEAK]) == f"{TOLD}\n\n{TOLD}"
    assert text.paragraphs([]) == ""


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_rule_to_be_named_after(kind: str) -> None:
    from wshygiene_checks.catalogue import run_time_code

    told = text.paragraph(replace(LEAK, kind=kind, code=run_time_code(kind)))
    assert told.startswith(f"{run_time_code(kind)} {kind.replace(' ', '-')}-")


@pytest.mark.parametrize(
    ("tests", "verdicts", "told"),
    [
        (0, {}, "wshygiene: no leaks, 0 tests judged"),
        (1, {}, "wshygiene: no leaks, 1 test judged"),
        (2, {"fail": 1}, "wshygiene: 1 leak (1 failed), 2 tests judged"),
        (
            9,
            {"fail": 1, "warn": 2, "test failed": 3, "ignored": 4, "baseline": 5, "unknown": 6},
            "wshygiene: 6 leaks (1 failed, 2 warned, 3 in failed tests), 9 tests judged; "
            "4 ignored; 5 baseline; 6 unknown",
        ),
    ],
)
def test_closing_line_counts(tests: int, verdicts: dict[str, int], told: str) -> None:
    assert text.summary(tests, verdicts) == told


@pytest.mark.parametrize(
    ("verdicts", "grown", "told"),
    [
        ({}, 1, "wshygiene: no leaks, growth in 1 churn, 2 tests judged"),
        ({"fail": 1}, 2, "wshygiene: 1 leak (1 failed), growth in 2 churns, 2 tests judged"),
    ],
)
def test_closing_line_counts_churns_that_grew(verdicts: dict[str, int], grown: int, told: str) -> None:
    assert text.summary(2, verdicts, grown) == told


def test_header_says_that_containers_have_to_be_named() -> None:
    assert text.header("fail", 0.5, 15, 15, {}, unnamed=True) == [
        "wshygiene: mode=fail, settle=0.5 s, all kinds; containers once wshygiene_discover names their package"
    ]


def test_header_names_what_cannot_be_watched() -> None:
    assert text.header("fail", 0.5, 15, 15, {}) == ["wshygiene: mode=fail, settle=0.5 s, all kinds"]
    assert text.header("warn", 2.0, 3, 15, {"lock": "gevent has replaced it"}) == [
        "wshygiene: mode=warn, settle=2 s, 3 of 15 kinds",
        "wshygiene: not watched: lock (gevent has replaced it)",
    ]


@pytest.mark.parametrize("leak", [LEAK, CONNECTION, replace(LEAK, birth=(), holders=(), rules=(), reason="é", count=7)])
def test_json_there_and_back(leak: Leak) -> None:
    assert from_dict(json.loads(json.dumps(to_dict(leak)))) == leak


def test_json_document_is_the_contract() -> None:
    found: dict[str, Any] = json.loads(document([LEAK], 3, {"timer", "task"}, {"lock": "why"}))
    assert found | {"leaks": []} == {
        "version": 1,
        "tool": {"name": "pytest-wshygiene", "version": __version__},
        "watched": ["task", "timer"],
        "not_watched": [{"kind": "lock", "reason": "why"}],
        "tests": 3,
        "leaks": [],
    }
    assert found["leaks"][0]["birth"][0] == {"path": "app/feed.py", "line": 63, "function": "Feed.open"}
    assert found["leaks"][0]["verdict"] == "fail"


def test_leaks_of_one_shape_are_one_with_a_count() -> None:
    other = replace(LEAK, holders=("app.main.FEEDS['usd']._pump",))
    assert fold([LEAK, other, LEAK]) == [replace(LEAK, count=3, holders=(*LEAK.holders, *other.holders))]
    different = [LEAK, replace(LEAK, subject="x"), replace(LEAK, birth=LEAK.birth[1:]), LEAK.judged("unknown")]
    assert fold(different) == different


def test_services_are_told_paths_from_the_repository_on(tmp_path: Path) -> None:
    root = tmp_path / "services" / "feed"
    (root / "app").mkdir(parents=True)
    (root / "app" / "feed.py").touch()
    (tmp_path / ".git").mkdir()
    report = report_of([LEAK, LEAK.judged("ignored"), LEAK.repeated(3).judged("warn")], root, 1)
    [finding] = report.findings
    assert report.hosted(finding.path) == report.shown(finding.path) == "services/feed/app/feed.py"
    assert (finding.fingerprint, finding.confidence, finding.line) == (LEAK.fingerprint, "high", 63)
    assert finding.message.splitlines()[0].endswith("(4 x)")
    assert [proof.message for proof in finding.evidence] == [
        "born in Feed.open",
        "by asyncio/tasks.py:384 in create_task",
        "by t.py:1 in t",
        "now in Feed.pump, awaiting queue.get()",
        "owner tests/test_feed.py::test_open",
        "held by app.main.FEEDS['eur']._pump",
        "rule WSH202 stored-task-not-cancelled, app/feed.py:63",
    ]


def test_a_leak_without_a_place_is_still_told(tmp_path: Path) -> None:
    nowhere = replace(LEAK, birth=(), owner=Owner("import", "gone.py"))
    report = report_of([nowhere], tmp_path, 1)
    for form in ("sarif", "github", "gitlab", "junit"):
        assert "still running" in render(form, report)
