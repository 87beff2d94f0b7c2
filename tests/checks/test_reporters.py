"""The words for report formats, and what each format makes of the same findings."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from wshygiene_checks.finding import Edit, Evidence, FileError, Finding, Fix
from wshygiene_checks.reporters import FORMATS, formats, render
from wshygiene_checks.reporters.record import Report
from wshygiene_checks.reporters.summary import error_line, statistics, summary

DROPPED = Finding(
    code="WSH201",
    path="app/feed.py",
    line=41,
    column=9,
    end_line=41,
    end_column=40,
    message="the task running `self.pump()` is not kept: 100% of it, sooner or later.\nThe loop holds it weakly.",
    confidence="high",
    owner="Feed.open",
    subject="self.pump()",
    evidence=(Evidence("app/feed.py", 50, "`close()` cancels `_beat`"), Evidence("app/hub.py", 7, "who owns it")),
    fix=Fix("safe", "keep the task", (Edit(41, 9, 41, 9, "self._task = "),)),
)
GROWING = Finding(
    code="WSH302",
    path="app/feed.py",
    line=60,
    column=5,
    end_line=62,
    end_column=6,
    message="nothing removes a key from `ROOMS`.",
    confidence="medium",
    owner="join",
    subject="ROOMS",
)
REPORT = Report(
    findings=(DROPPED, GROWING),
    errors=(FileError("app/old.py", 3, "cannot be parsed: invalid syntax."), FileError("app/x.py", 0, "is <gone>.")),
    root="/code/mono/chat",
    repository="/code/mono",
    folder="/code/mono/chat/app",
    files=12,
    tests=3,
    known=2,
    suppressed=1,
)
EMPTY = Report(root="/code", repository="/code", folder="/code", files=1)


def test_the_plugin_writes_what_services_read() -> None:
    assert formats("run-time") == ("text", "json", "sarif", "github", "gitlab", "junit", "html")


def test_the_linter_writes_all_its_formats() -> None:
    assert formats("source") == ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "html")


def test_no_format_is_listed_twice() -> None:
    names = [name for name, _ in FORMATS]

    assert len(set(names)) == len(names)


def test_text_says_what_where_why_and_what_to_do() -> None:
    assert render("text", REPORT) == (
        "feed.py:41:9: WSH201 task-dropped: the task running `self.pump()` is not kept: 100% of it, sooner or later.\n"
        "    The loop holds it weakly.\n"
        "    feed.py:50: `close()` cancels `_beat`\n"
        "    hub.py:7: who owns it\n"
        "    Fix with --fix: keep the task\n"
        "    At run time: WSH200. More: wshygiene rule WSH201\n"
        "\n"
        "feed.py:60:5: WSH302 connection-key-never-removed [medium]: nothing removes a key from `ROOMS`.\n"
        "    At run time: WSH300. More: wshygiene rule WSH302\n"
        "\n"
    )


def test_concise_is_a_line_each() -> None:
    assert render("concise", REPORT) == (
        "feed.py:41:9: WSH201 task-dropped: the task running `self.pump()` is not kept: 100% of it, sooner or later.\n"
        "feed.py:60:5: WSH302 connection-key-never-removed [medium]: nothing removes a key from `ROOMS`.\n"
    )


def test_json_is_the_contract() -> None:
    document = json.loads(render("json", REPORT))

    assert list(document) == ["version", "tool", "findings", "errors"]
    assert document["version"] == 1
    assert document["tool"]["name"] == "wshygiene"
    assert document["findings"][0] == {
        "code": "WSH201",
        "rule": "task-dropped",
        "path": "app/feed.py",
        "line": 41,
        "column": 9,
        "end_line": 41,
        "end_column": 40,
        "message": DROPPED.message,
        "confidence": "high",
        "evidence": [
            {"path": "app/feed.py", "line": 50, "message": "`close()` cancels `_beat`"},
            {"path": "app/hub.py", "line": 7, "message": "who owns it"},
        ],
        "leads_to": "WSH200",
        "fix": {
            "applicability": "safe",
            "message": "keep the task",
            "edits": [{"line": 41, "column": 9, "end_line": 41, "end_column": 9, "content": "self._task = "}],
        },
        "fingerprint": DROPPED.fingerprint,
    }
    assert document["findings"][1]["fix"] is None
    assert document["errors"][0] == {
        "path": "app/old.py",
        "line": 3,
        "message": "cannot be parsed: invalid syntax.",
    }


def test_jsonl_is_the_same_line_by_line() -> None:
    document = json.loads(render("json", REPORT))

    rows = [json.loads(line) for line in render("jsonl", REPORT).splitlines()]

    assert rows == [*document["findings"], *({"error": error} for error in document["errors"])]


def test_github_gets_workflow_commands() -> None:
    assert render("github", REPORT).splitlines() == [
        "::error title=WSH201 task-dropped,file=feed.py,line=41,col=9,endLine=41,endColumn=40::"
        "the task running `self.pump()` is not kept: 100%25 of it, sooner or later.%0AThe loop holds it weakly."
        "%0Afeed.py:50: `close()` cancels `_beat`%0Ahub.py:7: who owns it",
        # Of more than one line: GitHub takes no columns then.
        "::warning title=WSH302 connection-key-never-removed,file=feed.py,line=60,endLine=62::"
        "nothing removes a key from `ROOMS`.",
        "::error title=wshygiene,file=old.py,line=3::cannot be parsed: invalid syntax.",
        "::error title=wshygiene,file=x.py::is <gone>.",
    ]


def test_github_properties_are_escaped() -> None:
    strange = Report(
        findings=(), errors=(FileError("a:b,c%\n.py", 0, "no"),), root="/code", repository="/code", folder="/code"
    )

    assert render("github", strange) == "::error title=wshygiene,file=a%3Ab%2Cc%25%0A.py::no\n"


def test_gitlab_gets_a_code_quality_report() -> None:
    rows = json.loads(render("gitlab", REPORT))

    assert rows[0] == {
        "description": f"WSH201 task-dropped: {DROPPED.message}",
        "check_name": "WSH201",
        "fingerprint": DROPPED.fingerprint,
        "severity": "major",
        "location": {
            "path": "chat/app/feed.py",
            "positions": {"begin": {"line": 41, "column": 9}, "end": {"line": 41, "column": 40}},
        },
    }
    assert [row["severity"] for row in rows] == ["major", "minor", "blocker", "blocker"]
    assert rows[2]["location"] == {"path": "chat/app/old.py", "lines": {"begin": 3}}


def test_gitlab_fingerprints_are_unique() -> None:
    twice = Report(findings=(DROPPED, DROPPED, DROPPED), root="/code", repository="/code", folder="/code")

    names = [row["fingerprint"] for row in json.loads(render("gitlab", twice))]

    assert names[0] == DROPPED.fingerprint
    assert len(set(names)) == 3


def test_junit_has_a_failed_test_for_each_finding() -> None:
    root = ElementTree.fromstring(render("junit", REPORT))

    assert dict(root.attrib) == {"name": "wshygiene", "tests": "4", "failures": "2", "errors": "2"}
    assert [suite.get("name") for suite in root] == ["feed.py", "old.py", "x.py"]
    failures = root.findall("./testsuite/testcase/failure")
    assert failures[0].get("message") == DROPPED.message.partition("\n")[0]
    assert failures[0].text == f"feed.py:41:9: {DROPPED.message}\nfeed.py:50: `close()` cancels `_beat`\n" + (
        "hub.py:7: who owns it"
    )
    assert [error.get("message") for error in root.iter("error")] == [error.message for error in REPORT.errors]


def test_junit_survives_what_xml_cannot_say() -> None:
    strange = Report(errors=(FileError("a\x00<&\"'\ud800.py", 0, "\x1b["),), root="/w", repository="/w", folder="/w")

    root = ElementTree.fromstring(render("junit", strange))

    assert [case.get("name") for case in root.iter("testcase")] == ["a?<&\"'?.py"]


@pytest.mark.parametrize("form", formats("source"))
def test_a_clean_check_can_be_reported_in_every_format(form: str) -> None:
    text = render(form, EMPTY)

    assert "WSH201" not in text or form == "sarif"  # which always has the whole table of rules
    if form == "junit":
        assert ElementTree.fromstring(text).get("failures") == "0"


@pytest.mark.parametrize("form", formats("source"))
def test_paths_that_are_no_text_can_be_reported_in_every_format(form: str) -> None:
    from dataclasses import replace

    odd = Report(findings=(replace(DROPPED, path="caf\udce9.py"),), root="/w", repository="/w", folder="/w")

    assert render(form, odd).encode("utf-8", "backslashreplace")


@pytest.mark.parametrize(
    ("folder", "shown"),
    [
        ("/code/mono/chat", "app/feed.py"),
        ("/code/mono", "chat/app/feed.py"),
        ("/", "code/mono/chat/app/feed.py"),
        ("/code/mono/chat/app/feed.p", "/code/mono/chat/app/feed.py"),
        ("/elsewhere", "/code/mono/chat/app/feed.py"),
    ],
)
def test_paths_are_shown_as_seen_from_the_folder(folder: str, shown: str) -> None:
    report = Report(root="/code/mono/chat", repository="/code/mono", folder=folder)

    assert report.shown("app/feed.py") == shown


def test_the_summary_counts_everything() -> None:
    assert summary(REPORT) == (
        "Found 2 findings (1 high, 1 medium) in 12 files, 2 files not checked; 1 fixable with --fix; "
        "2 known in the baseline; 1 suppressed; 3 test files skipped"
    )
    assert summary(EMPTY) == "No findings in 1 file"


def test_statistics_begin_with_the_most_frequent() -> None:
    report = Report(findings=(DROPPED, *[GROWING] * 10), root="/w", repository="/w", folder="/w")

    assert statistics(report) == "10  WSH302  connection-key-never-removed\n 1  WSH201  task-dropped\n"


def test_errors_say_the_line_where_there_is_one() -> None:
    assert [error_line(REPORT, error) for error in REPORT.errors] == [
        "old.py:3: error: cannot be parsed: invalid syntax.",
        "x.py: error: is <gone>.",
    ]
