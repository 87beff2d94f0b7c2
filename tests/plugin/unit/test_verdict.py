"""Verdicts: who decides, in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pytest_wshygiene.judging.verdict import BadOpinion, Judge
from pytest_wshygiene.model import Leak, Owner
from pytest_wshygiene.settings.reading import Ignore, Terms

LEAK = Leak(
    code="WSH200",
    kind="task",
    summary="`pump()` was still running.",
    owner=Owner("test", "test_a.py::test_a"),
    birth=(),
    state="",
    holders=(),
    rules=(),
    release="",
    parts=(),
    subject="pump()",
    fingerprint="f1",
)
FAIL, WARN = Terms(mode="fail"), Terms(mode="warn")
KNOWN = Ignore("it is known", kind="task")


def verdicts(*leaks: Leak, terms: Terms = FAIL, failed: str | None = None, word: Any = None, **known: int) -> list[str]:
    judged = Judge(known=known).judge(leaks, terms, lambda leak: word, failed)
    return [leak.verdict for leak in judged]


def test_mode_decides_where_nobody_else_does() -> None:
    assert verdicts(LEAK) == ["fail"]
    assert verdicts(LEAK, terms=WARN) == ["warn"]


def test_hook_overrides_the_mode() -> None:
    assert verdicts(LEAK, word="warn") == ["warn"]
    assert verdicts(LEAK, word="ignore") == ["ignored"]
    assert verdicts(LEAK, terms=WARN, word="fail") == ["fail"]


@pytest.mark.parametrize("word", ["fial", "", False, True, ["fail"]])
def test_hook_that_answers_nonsense_is_told_the_answers(word: object) -> None:
    with pytest.raises(BadOpinion) as caught:
        verdicts(LEAK, word=word)
    assert str(caught.value) == f'pytest_wshygiene_leak returned {word!r}. Answers: "ignore", "warn", "fail", None.'


def test_filter_comes_before_the_hook_and_is_remembered() -> None:
    judge = Judge()
    other = Ignore("unused", kind="timer")
    found = judge.judge([LEAK], replace(FAIL, ignores=(other, KNOWN)), lambda leak: pytest.fail("asked"))
    assert [(leak.verdict, leak.reason) for leak in found] == [("ignored", "it is known")]
    assert judge.used == {KNOWN}


def test_unknown_stays_unknown() -> None:
    unknown = LEAK.judged("unknown", "opened in C")
    assert verdicts(unknown, word="fail", f1=1) == ["unknown"]
    assert verdicts(unknown, terms=replace(FAIL, ignores=(KNOWN,))) == ["unknown"]


def test_baseline_allows_as_many_as_it_knows() -> None:
    assert verdicts(LEAK, LEAK, LEAK, f1=2) == ["baseline", "baseline", "fail"]
    assert verdicts(LEAK.repeated(2), f1=2) == ["baseline"]
    assert verdicts(LEAK.repeated(3), f1=2) == ["fail"]
    assert verdicts(replace(LEAK, fingerprint="f2"), f1=2) == ["fail"]


def test_ignored_leaks_use_up_nothing_of_the_baseline() -> None:
    judge = Judge(known={"f1": 1})
    judge.judge([LEAK], replace(FAIL, ignores=(KNOWN,)), lambda leak: None)
    assert judge.known == {"f1": 1}


def test_failed_test_is_not_failed_again_unless_asked() -> None:
    assert verdicts(LEAK, failed="test_a.py::test_a") == ["test failed"]
    assert verdicts(LEAK, failed="test_a.py::test_a", terms=replace(FAIL, judge_failed="test_a.py::test_a")) == ["fail"]


def test_test_that_passed_is_judged_though_the_one_after_it_failed() -> None:
    assert verdicts(LEAK, failed="test_a.py::test_b") == ["fail"]


def test_fixture_is_judged_whatever_became_of_the_test() -> None:
    fixture = Owner("fixture", "", fixture="server", scope="session")
    assert verdicts(replace(LEAK, owner=fixture), failed="test_a.py::test_a") == ["fail"]
