"""The verdict does not hang on names, on the order of methods, or on where a release is written."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wshygiene_checks import packs, rules
from wshygiene_checks.facts import extract

from .transformations import TRANSFORMATIONS, Transformation

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*/*/*.py"))
KNOWLEDGE = packs.load()


def verdict(code: str) -> Counter[str]:
    return Counter(finding.code for finding in rules.find([extract("app.py", "app", code)], KNOWLEDGE, rules.BUILT))


def transformed(code: str, transformation: Transformation, random: Random) -> str:
    return ast.unparse(ast.fix_missing_locations(transformation(ast.parse(code), random)))


@pytest.mark.parametrize("transformation", TRANSFORMATIONS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_verdict_stays(sample: Path, transformation: Transformation) -> None:
    code = sample.read_text()
    changed = transformed(code, transformation, Random(1))
    assert verdict(changed) == verdict(code), changed


@given(steps=st.lists(st.sampled_from(TRANSFORMATIONS), min_size=2, max_size=4), data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_the_verdict_stays_after_several_changes(steps: list[Transformation], data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(SAMPLES), label="sample").read_text()
    changed = code
    for step in steps:
        changed = transformed(changed, step, data.draw(st.randoms(use_true_random=False)))
    assert verdict(changed) == verdict(code), changed
