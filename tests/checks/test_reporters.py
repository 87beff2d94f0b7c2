"""The words for report formats: each half knows what it can write and what it cannot write yet."""

from __future__ import annotations

from wshygiene_checks.reporters import FORMATS, built, planned


def test_the_plugin_writes_text_and_json_today() -> None:
    assert built("run-time") == ("text", "json")
    assert planned("run-time") == ("sarif", "github", "gitlab", "junit", "html")


def test_the_linter_reports_nothing_yet() -> None:
    assert built("source") == ()
    assert planned("source") == ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit")


def test_no_format_is_listed_twice() -> None:
    names = [form.name for form in FORMATS]

    assert len(set(names)) == len(names)
