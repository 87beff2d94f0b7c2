"""What the linter was asked to find, row by row: each defect is reported, and its repair is not.

`rows/014_rooms_by_name_bad.py` is a defect of row 14 of the mission, as somebody would write it who has never seen a
sample of ours; `..._ok.py` is the same program repaired. What a row expects stands at the end of its line, as in the
samples. Nothing below medium counts.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from wshygiene_checks import packs, rules
from wshygiene_checks.facts import extract

ROWS = Path(__file__).parent / "rows"
PROGRAMS = sorted(path.stem.removesuffix("_bad") for path in ROWS.glob("*_bad.py"))
TABLE = Path(__file__).parent.parent.parent / "examples/wshygiene_reference/mission.toml"
EXPECT = re.compile(r"# expect: (WSH\d{3})")
KNOWLEDGE = packs.load()

#: Rows that sum up others: practices and checklists.
OF_OTHERS = {142, 145}


def reported(path: Path) -> set[tuple[int, str]]:
    """Lines and codes of what is shown by default."""
    facts = [extract(path.name, path.stem, path.read_text(encoding="utf-8"))]
    found = rules.find(facts, KNOWLEDGE, rules.BUILT)
    return {(each.line, each.code) for each in found if each.confidence != "info"}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_defect_is_reported(program: str) -> None:
    path = ROWS / f"{program}_bad.py"
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    expected = {(number, match[1]) for number, line in lines if (match := EXPECT.search(line))}
    assert expected
    assert reported(path) == expected


@pytest.mark.parametrize("program", PROGRAMS)
def test_its_repair_is_not(program: str) -> None:
    assert reported(ROWS / f"{program}_ok.py") == set()


def test_every_row_of_the_linter_has_a_program() -> None:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))["rows"]
    asked = {int(number) for number, row in table.items() if "L" in row["targets"]}
    assert asked - OF_OTHERS == {int(program[:3]) for program in PROGRAMS}
