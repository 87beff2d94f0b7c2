"""After each fix of a sample the file parses, its finding is gone, none is new, and fixing again changes nothing."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from wshygiene_checks.fix import RECIPES

from .fixing import applied, findings, fixed, fixes

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*/*/bad_*.py"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_fix_removes_its_finding_and_adds_none(sample: Path) -> None:
    code = sample.read_text()
    before = Counter(finding.code for finding in findings(code))
    for fixable in sorted(RECIPES):
        for fix in fixes(code, fixable):
            changed = applied(code, fix.edits)
            ast.parse(changed)
            after = Counter(finding.code for finding in findings(changed))
            assert after[fixable] == before[fixable] - 1, changed
            assert after <= before, changed


@pytest.mark.parametrize("code", sorted(RECIPES))
def test_every_recipe_has_a_sample_that_it_fixes(code: str) -> None:
    assert any(fixes(sample.read_text(), code) for sample in SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_fixing_again_changes_nothing(sample: Path) -> None:
    once = fixed(sample.read_text(), *RECIPES)
    assert fixed(once, *RECIPES) == once
