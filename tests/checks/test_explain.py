"""`wshygiene explain PATH:LINE`: what is found in a line, and why something is not reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from .one_finding import configure
from .one_rule import DROPPED, Command

pytestmark = pytest.mark.usefixtures("one_rule")


def test_explain_says_what_is_found_in_a_line(project: Path, command: Command) -> None:
    outcome = command("explain", "app.py:8")

    assert outcome.code == 0
    assert outcome.out.startswith("app.py:8:5: WSH201 task-dropped: the task is not kept by anything.\n")
    assert outcome.out.endswith("\n    Reported.\n")


@pytest.mark.parametrize("place", ["app.py:8:5", "app.py:8:5:"])
def test_explain_takes_a_place_as_reports_write_it(project: Path, command: Command, place: str) -> None:
    assert command("explain", place) == command("explain", "app.py:8")


def test_explain_says_why_something_is_not_reported(project: Path, command: Command) -> None:
    (project / "app.py").write_text(DROPPED.rstrip("\n") + "  # wshygiene: ignore[WSH201] it ends at once\n")

    ending = "    Not reported: suppressed by the comment in line 8: it ends at once.\n"
    assert command("explain", "app.py:8").out.endswith(ending)


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ('ignore = ["WSH2"]', "`select` and `ignore` leave WSH201 out."),
        ('select = ["WSH3"]', "`select` and `ignore` leave WSH201 out."),
        ('per-file-ignores = { "app.py" = ["task-dropped"] }', "`per-file-ignores` leaves WSH201 out in this file."),
    ],
)
def test_explain_says_which_setting_keeps_something_from_being_reported(
    project: Path, command: Command, settings: str, why: str
) -> None:
    configure(project, settings)

    assert command("check").code == 0
    assert command("explain", "app.py:8").out.endswith(f"\n    Not reported: {why}\n")


def test_explain_says_that_a_confidence_is_too_low_to_be_shown(
    project: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(project)
    lines = ["class Feed:", "    def open(self):", "        self._pump = asyncio.create_task(self.pump())"]
    pump = ["    async def pump(self):", "        while True:", "            await asyncio.sleep(1)"]
    (project / "app.py").write_text("\n".join(["import asyncio", *lines, *pump, ""]))
    configure(project, 'show = "high"')

    ending = "    Not reported: its confidence is medium, and the lowest to show is high.\n"
    assert command("explain", "app.py:4").out.endswith(ending)


def test_explain_says_where_something_is_found_instead(project: Path, command: Command) -> None:
    assert command("explain", "app.py:1").out == "Nothing is found in app.py:1. In the same file: line 8.\n"


def test_explain_wants_a_line_of_the_file(project: Path, command: Command) -> None:
    last = len((project / "app.py").read_text().splitlines()) + 1

    assert command("explain", f"app.py:{last}").code == 0
    assert command("explain", "app.py:999") == (
        2,
        "",
        f"Error: app.py:999: there is no such line. Lines of app.py: 1 to {last}.\n",
    )


def test_explain_wants_a_file(project: Path, command: Command) -> None:
    assert command("explain", ".:8") == (2, "", "Error: .: is a folder. Expected: a file, as in app/feed.py:41.\n")


@pytest.mark.parametrize("place", ["app.py", "app.py:", "app.py:first", ":3", "app.py:0"])
def test_explain_wants_a_line(project: Path, command: Command, place: str) -> None:
    outcome = command("explain", place)

    expected = f'Error: "{place}" is no place in a file. Expected: PATH:LINE, such as app/feed.py:41.\n'
    assert (outcome.code, outcome.err.endswith(expected)) == (2, True)
