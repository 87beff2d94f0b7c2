"""Each leak cause that the linter answers for has a rule that is built, and a sample on which that rule speaks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from wshygiene_checks import rules
from wshygiene_checks.reporters.table import REPORTABLE, SUPPRESSIONS

HERE = Path(__file__).parent
ROWS: list[dict[str, Any]] = tomllib.loads((HERE / "documented_leaks.toml").read_text(encoding="utf-8"))["row"]

#: The requirements that name the linter among their targets.
NUMBERS = (1, 2, 4, 5, 6, 9, 10, 13, 14, 17, 18, 41, 52, 56, 68, 97, 98, 102, 111, 130, 142, 143, 145)


def test_no_requirement_is_missing() -> None:
    assert tuple(row["number"] for row in ROWS) == NUMBERS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"row {row['number']}")
def test_its_rules_are_built_and_its_sample_shows_the_first(row: dict[str, Any]) -> None:
    assert row["rules"]
    assert set(row["rules"]) <= rules.BUILT
    sample = (HERE / "samples" / row["sample"]).read_text(encoding="utf-8")
    assert row["rules"][0] in re.findall(r"# expect: (WSH\d{3})", sample)


def test_every_rule_of_the_catalogue_is_built() -> None:
    assert REPORTABLE - {rule.code for rule in SUPPRESSIONS} == rules.BUILT
