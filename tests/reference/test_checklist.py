"""The checklist names rules, kinds and tests that there are, and that belong together."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

import wshygiene_reference
from pytest_wshygiene.model import KINDS
from wshygiene_checks.catalogue import rule
from wshygiene_checks.rules import BUILT

from .test_mission import names_in

PAGE = (Path(wshygiene_reference.__file__).parent / "CHECKLIST.md").read_text("utf-8")
HERE = "tests/reference/"

#: How many items the checklists had that this one is made of.
ITEMS = {
    "When a connection ends: timers": 2,
    "When a connection ends: rooms": 6,
    "When a connection ends: maps": 6,
    "When a connection ends: what is stored elsewhere": 1,
    "When somebody unsubscribes": 3,
    "While the server runs": 3,
    "When the server ends": 2,
    "In the server": 5,
    "In the client": 5,
    "In a component that is mounted and unmounted": 5,
    "In a component that beats and counts its attempts": 5,
    "In sum": 8,
    "Good habits": 8,
}


class Row(NamedTuple):
    part: str
    item: str
    rules: list[str]
    kinds: list[str]
    test: str


def rows() -> list[Row]:
    found = []
    for part in PAGE.split("\n## ")[1:]:
        for line in part.splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if line.startswith("| ") and cells[1] != "linter":
                codes, kinds = re.findall(r"WSH\d+", cells[1]), re.findall(r"`([^`]+)`", cells[2])
                found.append(Row(part.splitlines()[0], cells[0], codes, kinds, cells[3].strip("`")))
    return found


ROWS = rows()


def test_no_item_is_missing() -> None:
    assert {part: sum(row.part == part for row in ROWS) for part in ITEMS} == ITEMS
    assert len(ROWS) == sum(ITEMS.values())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.item)
def test_what_an_item_names_exists(row: Row) -> None:
    path, _, name = row.test.partition("::")
    assert name in names_in(HERE + path), row.test
    assert set(row.rules) <= BUILT
    assert set(row.kinds) <= {*KINDS, "growth"}


@pytest.mark.parametrize("row", [row for row in ROWS if row.rules], ids=lambda row: row.item)
def test_a_rule_leads_to_a_kind_of_its_item(row: Row) -> None:
    for code in row.rules:
        assert set(rule(code).kinds) & set(row.kinds), f"{code} becomes {rule(code).kinds}"


def test_the_first_five_habits_have_a_rule_each() -> None:
    habits = [row for row in ROWS if row.part == "Good habits"][:5]
    assert all(row.rules for row in habits)
    assert len({row.rules[0] for row in habits}) == 5
