"""`wshygiene check`: what is reported, where it goes, and with which code the command ends."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from .one_rule import CLEAN, DROPPED, Command

pytestmark = pytest.mark.usefixtures("one_rule")

TEXT = """\
app.py:8:5: WSH201 task-dropped: the task is not kept by anything.
    The loop holds it weakly.
    app.py:7: the function that starts it
    Fix with --fix --unsafe-fixes: keep the task
    At run time: WSH200. More: wshygiene rule WSH201

Found 1 finding (1 high) in 1 file; 1 fixable with --fix --unsafe-fixes.
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one file that has one finding."""
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "app.py").write_text(DROPPED)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(project: Path, settings: str) -> None:
    (project / "pyproject.toml").write_text(f"[tool.wshygiene]\n{settings}\n")


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


def test_only_what_is_selected_is_reported(project: Path, command: Command) -> None:
    assert command("check", "--select=WSH202").code == 0
    assert command("check", "--ignore=task-dropped").code == 0
    assert command("check", "--ignore=WSH2", "--extend-select=WSH201").code == 1
    assert command("check", "--select=WSH1,WSH2").code == 1


def test_an_unknown_rule_is_a_usage_error(project: Path, command: Command) -> None:
    outcome = command("check", "--select=WSH2O1")

    assert outcome.code == 2
    assert outcome.err.startswith('Error: --select = "WSH2O1" is no rule of the linter.')
    assert outcome.err.endswith('Did you mean "WSH201"?\n')


@pytest.mark.parametrize(
    ("selector", "hint"),
    [
        ("WSH999", "lists them."),
        ("WSH200", "WSH200 is told while tests run; `wshygiene rule WSH200` has the rules that lead to it."),
        ("task-outlives-owner", "`wshygiene rule WSH200` has the rules that lead to it."),
    ],
)
def test_another_number_is_another_rule_and_no_slip_of_the_pen(
    project: Path, command: Command, selector: str, hint: str
) -> None:
    assert command("check", f"--ignore={selector}").err.endswith(f"{hint}\n")


@pytest.mark.parametrize("option", ["--select=", "--ignore= ,", "--exclude="])
def test_an_empty_list_is_a_usage_error(project: Path, command: Command, option: str) -> None:
    name, _, value = option.partition("=")

    outcome = command("check", option)

    assert outcome.code == 2
    assert f'Error: {name} = "{value}" is empty. Expected: ' in outcome.err


@pytest.mark.parametrize("pattern", ["app.py", "*.py", "./app.py"])
def test_rules_can_be_left_out_in_some_files(project: Path, command: Command, pattern: str) -> None:
    (project / "sub").mkdir()

    assert command("check", f"--per-file-ignores={pattern}:WSH2").code == 0
    assert command("check", "--per-file-ignores=other.py:WSH2").code == 1


def test_settings_come_from_the_project(project: Path, command: Command) -> None:
    configure(project, 'output-format = "concise"\n[tool.wshygiene.per-file-ignores]\n"app.py" = ["task-dropped"]')

    assert command("check").out == "No findings in 1 file.\n"
    assert command("check", "--isolated").code == 1


def test_a_wrong_setting_ends_with_two(project: Path, command: Command) -> None:
    configure(project, 'selcet = ["ALL"]')

    outcome = command("check")

    assert outcome.code == 2
    assert outcome.err.startswith(
        f'Error: {project / "pyproject.toml"}: tool.wshygiene has a key "selcet", which is not known.'
    )
    assert outcome.err.endswith('Did you mean "select"?\n')


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
