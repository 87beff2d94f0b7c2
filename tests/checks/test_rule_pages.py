"""The pages of the rules are run: each example is reported, each repaired one is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wshygiene_checks import catalogue, packs, rules
from wshygiene_checks.facts import extract

PAGES = Path(catalogue.__file__).parent / "pages"
HEADINGS = ["What it does", "Why is this bad?", "Example", "Use instead", "Not flagged", "At run time", "Confidence"]
KNOWLEDGE = packs.load()


def page(code: str) -> str:
    return (PAGES / f"{code}.md").read_text(encoding="utf-8")


def section(code: str, heading: str) -> str:
    return page(code).partition(f"## {heading}\n")[2].partition("\n## ")[0]


def example(code: str, heading: str) -> str:
    blocks = re.findall(r"```python\n(.*?)```", section(code, heading), re.DOTALL)
    assert len(blocks) == 1, f"{code}: `{heading}` has one example"
    return str(blocks[0])


def reported(text: str) -> set[str]:
    return {finding.code for finding in rules.find([extract("app.py", "app", text)], KNOWLEDGE, rules.BUILT)}


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == rules.BUILT


@pytest.mark.parametrize("code", sorted(rules.BUILT))
def test_a_page_has_its_title_and_headings(code: str) -> None:
    rule = catalogue.rule(code)
    assert page(code).splitlines()[0] == f"# {code} {rule.name}"
    assert re.findall(r"^## (.*)$", page(code), re.MULTILINE) == HEADINGS
    assert rule.leads_to
    assert rule.leads_to in section(code, "At run time") or not rule.kinds


@pytest.mark.parametrize("code", sorted(rules.BUILT))
def test_the_example_is_reported_and_the_repaired_one_is_not(code: str) -> None:
    assert code in reported(example(code, "Example"))
    assert reported(example(code, "Use instead")) == set()
