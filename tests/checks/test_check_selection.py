"""Which rules `wshygiene check` reports, by flags and by the project's settings; a slip of the pen is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from .one_finding import configure
from .one_rule import Command

pytestmark = pytest.mark.usefixtures("one_rule")


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
