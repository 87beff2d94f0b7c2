"""The verdict does not hang on names, on the order of methods, or on how the same thing is written."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wshygiene_checks import packs, rules
from wshygiene_checks.facts import extract

from .transformations import TRANSFORMATIONS, Transformation
from .transformations.exceptions import EXCEPTIONS
from .transformations.files import in_two_files

FOLDER = Path(__file__).parent / "samples"
SAMPLES = sorted(FOLDER.glob("*/*/*.py"))
KNOWLEDGE = packs.load()
NAMES = ("first", "second")
PLAIN = [each for each in TRANSFORMATIONS if each.__name__ not in EXCEPTIONS]


@cache
def verdict(code: str) -> Counter[str]:
    return Counter(finding.code for finding in rules.find([extract("app.py", "app", code)], KNOWLEDGE, rules.BUILT))


@cache
def rewritten(code: str) -> str:
    """The same program without comments, in the layout of `ast.unparse`."""
    return ast.unparse(ast.parse(code))


def transformed(code: str, transformation: Transformation, random: Random) -> str:
    return ast.unparse(ast.fix_missing_locations(transformation(ast.parse(code), random)))


def test_the_verdict_stays_in_another_layout() -> None:
    assert [each.stem for each in SAMPLES if verdict(rewritten(code := each.read_text())) != verdict(code)] == []


@pytest.mark.parametrize("transformation", TRANSFORMATIONS, ids=lambda each: each.__name__)
def test_the_verdict_stays(transformation: Transformation) -> None:
    others: dict[str, str] = {}
    for sample in SAMPLES:
        code = sample.read_text()
        changed = transformed(code, transformation, Random(1))
        if changed != rewritten(code) and verdict(changed) != verdict(code):
            others[f"{sample.parent.name}/{sample.stem}"] = changed
    known = EXCEPTIONS.get(transformation.__name__, frozenset())
    assert others.keys() == known, "\n\n".join(others[name] for name in others.keys() - known)


def test_the_verdict_stays_in_two_files() -> None:
    others = []
    for sample in SAMPLES:
        code = sample.read_text()
        files = in_two_files(code)
        if files is not None:
            facts = [extract(f"app/{name}.py", f"app.{name}", text) for name, text in zip(NAMES, files, strict=True)]
            found = Counter(finding.code for finding in rules.find(facts, KNOWLEDGE, rules.BUILT))
            if found != verdict(code):
                others.append(f"{sample.parent.name}/{sample.stem}")
    assert others == []


@given(steps=st.lists(st.sampled_from(PLAIN), min_size=2, max_size=4), data=st.data())
@settings(max_examples=60, derandomize=True)
def test_the_verdict_stays_after_several_changes(steps: list[Transformation], data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(SAMPLES), label="sample").read_text()
    changed = code
    for step in steps:
        changed = transformed(changed, step, data.draw(st.randoms(use_true_random=False)))
    assert verdict(changed) == verdict(code), changed
