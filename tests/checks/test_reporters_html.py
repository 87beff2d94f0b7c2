"""HTML: every finding with its evidence, and names that can only be text."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from wshygiene_checks.reporters import render
from wshygiene_checks.reporters.record import Report

from .test_reporters import DROPPED, EMPTY, REPORT


class Reader(HTMLParser):
    """Collects elements, and the texts of what is shown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] not in (["style"], ["script"]):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def test_a_section_has_all_that_is_known() -> None:
    page = Reader(render("html", REPORT))

    assert page.tags.count("article") == 4, "two findings, and two files that could not be checked"
    for told in (
        "2 findings",
        "WSH201 task-dropped",
        "The loop holds it weakly.",
        "feed.py:50: close() cancels _beat",
        "keep the task (safe)",
        "wshygiene rule WSH201",
        DROPPED.fingerprint,
        "cannot be parsed: invalid syntax.",
        "2 in the baseline",
    ):
        assert told in page.text


def test_a_clean_check_has_no_table() -> None:
    page = Reader(render("html", EMPTY))

    assert "0 findings" in page.text
    assert {"table", "article", "form"}.isdisjoint(page.tags)


def test_names_are_text() -> None:
    hostile = "</style></script><script>alert(1)</script><img src=x onerror=alert(1)>\x00\u202e\ud800"
    odd = replace(
        DROPPED, message=f"{hostile}`{hostile}`\n{hostile}", path=f"{hostile}.py", owner=hostile, subject=hostile
    )
    page = Reader(render("html", Report(findings=(odd,), root="/w", repository="/w", folder="/w")))

    assert page.tags.count("script") == 1
    assert "img" not in page.tags
    assert "\\x00\\u202e\\ud800" in page.text
