"""`wshygiene check`: what is read and reported, what cannot be, and with which code the command ends."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from .one_finding import TEXT, configure
from .one_rule import CLEAN, DROPPED, Command

pytestmark = pytest.mark.usefixtures("one_rule")


def test_a_finding_is_shown_with_its_evidence(project: Path, command: Command) -> None:
    assert command("check") == (1, TEXT, "")


def test_a_clean_project_ends_with_zero(project: Path, command: Command) -> None:
    (project / "app.py").write_text(CLEAN)

    assert command("check") == (0, "No findings in 1 file.\n", "")


def test_nothing_to_check_is_no_error(tmp_path: Path, command: Command) -> None:
    assert command("check", tmp_path) == (0, "No Python files to check.\n", "")


def test_paths_are_shown_as_seen_from_here(
    project: Path, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (project / "inner").mkdir()
    monkeypatch.chdir(project / "inner")

    assert command("check", "../app.py", "--output-format=concise").out.startswith(f"{project / 'app.py'}:8:5: WSH201")


def test_json_paths_and_fingerprints_do_not_depend_on_where_it_is_called(
    project: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = project / "src"
    package.mkdir()
    (package / "feed.py").write_text(DROPPED)
    from_root = json.loads(command("check", "src/feed.py", "--output-format=json").out)
    monkeypatch.chdir(package)

    from_inside = json.loads(command("check", "feed.py", "--output-format=json").out)

    assert [finding["path"] for finding in from_inside["findings"]] == ["src/feed.py"]
    assert from_inside["findings"] == from_root["findings"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0),  # a medium finding is shown, and fails only when asked to
        (["--fail-on=medium"], 1),
        (["--fail-on=info"], 1),
        (["--fail-on=medium", "--exit-zero"], 0),
    ],
)
def test_confidence_decides_whether_it_fails(project: Path, command: Command, options: list[str], code: int) -> None:
    (project / "app.py").write_text(DROPPED.replace("start", "medium_start"))

    outcome = command("check", *options)

    assert outcome.code == code
    assert "WSH201 task-dropped [medium]: the task" in outcome.out


def test_a_file_that_does_not_parse_ends_with_two_and_hides_no_finding(project: Path, command: Command) -> None:
    (project / "broken.py").write_text("def (:\n")

    outcome = command("check", "--output-format=concise", "--exit-zero")

    assert outcome.code == 2
    assert outcome.err == "broken.py:1: error: cannot be parsed: invalid syntax.\n"
    assert outcome.out.splitlines() == [
        "app.py:8:5: WSH201 task-dropped: the task is not kept by anything.",
        "Found 1 finding (1 high) in 1 file, 1 file not checked; 1 fixable with --fix --unsafe-fixes.",
    ]


def test_a_path_that_does_not_exist_is_named(project: Path, command: Command) -> None:
    outcome = command("check", "app.py", "nowhere.py", "--quiet")

    assert (outcome.code, outcome.err) == (2, "nowhere.py: error: cannot be read: No such file or directory.\n")
    assert "WSH201" in outcome.out


def test_statistics_count_by_rule(project: Path, command: Command) -> None:
    (project / "two.py").write_text(DROPPED + "    asyncio.create_task(work())\n")

    assert command("check", "--statistics", "--quiet").out == "3  WSH201  task-dropped\n"


def test_statistics_as_json(project: Path, command: Command) -> None:
    outcome = command("check", "--statistics", "--output-format=json")

    assert json.loads(outcome.out) == [{"code": "WSH201", "rule": "task-dropped", "count": 1}]


def stdin(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_standard_input_stands_for_the_file_it_is_named_after(
    project: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin(monkeypatch, CLEAN)
    assert command("check", "-", "--stdin-filename=app.py") == (0, "No findings in 1 file.\n", "")

    stdin(monkeypatch, DROPPED)
    assert command("check", "-", "--stdin-filename=not_saved_yet.py").out.startswith("not_saved_yet.py:8:5: WSH201")

    stdin(monkeypatch, DROPPED)
    assert command("check", "-").out.startswith("-:8:5: WSH201")


def test_a_release_in_another_file_of_the_project_counts(project: Path, command: Command) -> None:
    """Findings come from what was named, facts from everywhere in the project."""
    (project / "owner.py").write_text("from app import adopt_all\n\nadopt_all()\n")

    assert command("check", "app.py") == (0, "No findings in 1 file.\n", "")


def test_outside_a_project_only_what_was_named_is_read(
    project: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "pyproject.toml").unlink()
    (project / "owner.py").write_text("adopt_all()\n")

    assert command("check", "app.py").code == 1
    assert command("check", "app.py", "owner.py").code == 0
    assert not (project / ".wshygiene_cache").exists()


def test_what_is_found_elsewhere_in_the_project_is_not_reported(project: Path, command: Command) -> None:
    (project / "clean.py").write_text(CLEAN)
    (project / "broken.py").write_text("def (:\n")

    assert command("check", "clean.py") == (0, "No findings in 1 file.\n", "")


def test_a_failure_of_a_rule_in_one_file_is_an_error_of_that_file(
    project: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "other.py").write_text(DROPPED)

    def confirm(findings: list[object], text: str, whole: bool) -> list[object]:
        if "marker" in text:
            raise RuntimeError("three legs")
        return findings

    monkeypatch.setattr("wshygiene_checks.engine.analysis.confirm", confirm)
    (project / "app.py").write_text(f"{DROPPED}\nmarker = 1\n")

    outcome = command("check", "--output-format=concise", "--quiet")

    assert outcome.code == 2
    assert outcome.err.startswith("app.py: error: internal error, please report it: RuntimeError: three legs in test_")
    assert outcome.out == "other.py:8:5: WSH201 task-dropped: the task is not kept by anything.\n"


def test_a_name_that_the_terminal_cannot_show_is_no_failure(project: Path, command: Command) -> None:
    try:
        (project / os.fsdecode(b"caf\xe9.py")).write_text(DROPPED)
    except OSError:
        pytest.skip("this file system takes no such name")

    outcome = command("check", "--output-format=concise", "--quiet")

    assert outcome.code == 1
    assert "caf\\udce9.py:8:5: WSH201" in outcome.out


@pytest.mark.parametrize("args", [["check"], ["explain", "app.py:1"], ["baseline", "write", "--baseline=b.json"]])
def test_a_pair_that_cannot_be_used_is_named_with_its_place(
    project: Path, command: Command, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    monkeypatch.undo()  # the real rules know what a pair is
    monkeypatch.chdir(project)
    configure(project, "[[tool.wshygiene.pairs]]\nacquier = ['app.subscribe']")

    outcome = command(*args)

    place = f"{project / 'pyproject.toml'}: tool.wshygiene.pairs[0]"
    assert outcome.code == 2
    assert outcome.err.startswith(f"Error: {place} has an unknown key `acquier`.")
