"""The samples of every entry: what must be reported is, by the rule named there, and what is fine stays silent."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import pytest

from wshygiene_checks import rules
from wshygiene_checks.catalogue import RULES
from wshygiene_checks.facts import extract
from wshygiene_checks.packs import Entry, Sample, load, samples

KNOWLEDGE = load()
SAMPLES = samples()
SOURCE_RULES = {rule.code for rule in RULES if rule.side == "source"}


def each(samples: Iterable[Sample]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("sample", [pytest.param(sample, id=sample.entry.id) for sample in samples])


flagged = each(sample for sample in SAMPLES if sample.flagged)
fine = each(sample for sample in SAMPLES if sample.fine)
every = each(SAMPLES)


def findings(code: str) -> list[str]:
    """The codes that the linter reports for a module of this text."""
    facts = [extract("app/module.py", "app.module", code)]
    return [finding.code for finding in rules.find(facts, KNOWLEDGE, rules.BUILT)]


def is_ended_by_something(entry: Entry) -> bool:
    return bool(entry.release or entry.limits or entry.returns == "disposer")


@flagged
def test_flagged_is_reported(sample: Sample):
    assert sample.flagged_by in findings(sample.flagged)


@fine
def test_fine_is_not_reported(sample: Sample):
    assert findings(sample.fine) == []


@flagged
def test_flagged_is_python_and_names_a_rule(sample: Sample):
    ast.parse(sample.flagged)
    assert sample.flagged_by in SOURCE_RULES


@fine
def test_fine_is_python(sample: Sample):
    ast.parse(sample.fine)


@every
def test_every_entry_says_what_is_fine(sample: Sample):
    assert sample.fine


@every
def test_what_is_reported_names_what_is_acquired(sample: Sample):
    words = {name.rpartition(".")[2] for name in sample.entry.acquire}
    for code in filter(None, (sample.flagged, sample.fine)):
        named = {node.attr for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Attribute)}
        named |= {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
        assert words & named


def takes_the_place(entry: Entry) -> bool:
    """Whether there is one slot only, in which the next registration replaces this one."""
    return entry.idempotent and "handler" not in entry.identity


@every
def test_flagged_is_missing_only_where_nothing_is_left_behind(sample: Sample):
    entry = sample.entry
    if is_ended_by_something(entry) and not sample.flagged:
        is_entered = entry.context_manager or entry.async_context_manager
        assert entry.once or is_entered or entry.decorator or entry.coroutine_arg or takes_the_place(entry)
