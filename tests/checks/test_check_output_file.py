"""`wshygiene check --output-file`: the report is there when it is whole, and only the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .one_finding import TEXT, configure
from .one_rule import Command

pytestmark = pytest.mark.usefixtures("one_rule")


def test_a_report_can_go_to_a_file(project: Path, command: Command) -> None:
    outcome = command("check", "--output-format=json", "--output-file=report.json")

    assert (outcome.code, outcome.out) == (1, "")
    assert len(json.loads((project / "report.json").read_text())["findings"]) == 1


def test_folders_of_a_report_are_made(project: Path, command: Command) -> None:
    assert command("check", "--output-file=out/today/report.txt").code == 1
    assert (project / "out" / "today" / "report.txt").read_text().startswith("app.py")


def test_with_a_report_in_a_file_the_summary_does_not_mix_with_it(project: Path, command: Command) -> None:
    outcome = command("check", "-o", "report.txt")

    assert (project / "report.txt").read_text() + outcome.err == TEXT
    assert outcome.out == ""


def test_a_file_that_cannot_be_written_is_said_before_any_work(
    project: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wshygiene_checks.engine.analysis.find", lambda *given: pytest.fail("it was checked"))

    outcome = command("check", "--output-file=app.py/report.txt")

    place = project / "app.py" / "report.txt"
    assert (outcome.code, outcome.err) == (
        2,
        f"Error: --output-file {place}: cannot be written: Not a directory.\n",
    )


def test_a_report_that_was_there_stays_when_the_check_fails(project: Path, command: Command) -> None:
    (project / "report.txt").write_text("the last one")
    configure(project, 'fail-on = "hihg"')

    assert command("check", "--output-file=report.txt").code == 2
    assert (project / "report.txt").read_text() == "the last one"
    assert sorted(path.name for path in project.iterdir() if "report" in path.name) == ["report.txt"]
