"""What the page about the manager's sources says of the manager is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import wshygiene_reference
from wshygiene_reference import ManagerConfig

from .test_mission import ROOT, names_in

PACKAGE = Path(wshygiene_reference.__file__).parent
PAGE = (PACKAGE / "PROVENANCE.md").read_text("utf-8")


def table(title: str) -> list[list[str]]:
    """The rows of the first table below a title."""
    part = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


@pytest.mark.parametrize(("figure", "setting", "value"), [row[1:] for row in table("Their figures")])
def test_a_figure_of_theirs_is_a_default(figure: str, setting: str, value: str) -> None:
    assert getattr(ManagerConfig(), setting.strip("`")) == float(value), figure


@pytest.mark.parametrize("row", table("What is done differently"), ids=lambda row: row[1])
def test_a_defect_of_theirs_has_a_test_here(row: list[str]) -> None:
    path, _, name = row[3].strip("`").partition("::")
    assert name in names_in(f"tests/reference/{path}")


@pytest.mark.parametrize("row", table("The files that they changed"), ids=lambda row: row[1])
def test_a_file_of_theirs_has_its_place_here(row: list[str]) -> None:
    for place in re.findall(r"`([^`]+)`", row[2]):
        assert (PACKAGE / place).is_file() or (ROOT / place).is_dir()


def test_all_reports_are_used() -> None:
    reports = {row[0] for row in table("The reports")}
    used = {
        number
        for title in ("Their figures", "What is done differently")
        for row in table(title)
        for number in row[0].split(", ")
    }
    assert used == reports == set("12345")
