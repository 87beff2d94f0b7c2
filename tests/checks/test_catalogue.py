"""The catalogue: every rule has one code, one name, and a way from source to run time."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from wshygiene_checks import catalogue
from wshygiene_checks.catalogue import RULES, Rule, UnknownKind, UnknownRule, run_time_code, sources_for

RUN_TIME = [rule for rule in RULES if rule.side == "run-time"]
SOURCE = [rule for rule in RULES if rule.side == "source" and rule.family != "suppressions"]


def by_code(rule: Rule) -> str:
    return rule.code


def test_the_families_are_complete() -> None:
    sizes = Counter(rule.code[3] for rule in SOURCE)

    assert sizes == {"1": 11, "2": 10, "3": 11, "4": 9, "5": 8}
    assert [rule.code for rule in RUN_TIME] == ["WSH100", "WSH200", "WSH300", "WSH400", "WSH500", "WSH600"]


@pytest.mark.parametrize("field", ["code", "name", "summary"])
def test_no_two_rules_share(field: str) -> None:
    counts = Counter(getattr(rule, field) for rule in RULES)

    assert [value for value, times in counts.items() if times > 1] == []


def test_rules_are_listed_by_code() -> None:
    assert list(RULES) == sorted(RULES, key=by_code)


@pytest.mark.parametrize("rule", [*RUN_TIME, *SOURCE], ids=by_code)
def test_a_rule_belongs_to_the_family_of_its_hundred(rule: Rule) -> None:
    assert re.fullmatch(r"WSH[1-6]\d\d", rule.code)
    assert rule.family == catalogue.rule(f"{rule.code[:4]}00").family
    assert rule.code.endswith("00") == (rule.side == "run-time")


@pytest.mark.parametrize("rule", RULES, ids=by_code)
def test_a_name_reads_after_allow(rule: Rule) -> None:
    """A name is the pattern itself, "allow task-dropped"; it is neither a ban nor the cure."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    assert rule.name.split("-")[0] not in {"avoid", "ban", "disallow", "dont", "forbid", "must", "prefer", "use"}


@pytest.mark.parametrize("rule", RULES, ids=by_code)
def test_a_summary_is_one_sentence(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z][^.\n]+\.", rule.summary)
    assert len(rule.summary) <= 110


@pytest.mark.parametrize("rule", SOURCE, ids=by_code)
def test_a_source_rule_leads_to_the_code_of_its_usual_outcome(rule: Rule) -> None:
    assert rule.leads_to in {outcome.code for outcome in RUN_TIME}
    assert [run_time_code(kind) for kind in rule.kinds[:1]] in ([], [rule.leads_to])


@pytest.mark.parametrize("rule", SOURCE, ids=by_code)
def test_a_source_rule_knows_only_kinds_that_are_reported(rule: Rule) -> None:
    assert all(run_time_code(kind) for kind in rule.kinds)
    assert len(set(rule.kinds)) == len(rule.kinds)


def test_a_run_time_rule_leads_nowhere() -> None:
    assert {rule.leads_to for rule in RUN_TIME} == {None}


def test_each_kind_is_reported_under_one_code() -> None:
    kinds = [kind for rule in RUN_TIME for kind in rule.kinds]

    assert len(set(kinds)) == len(kinds)
    assert {kind: run_time_code(kind) for kind in kinds} == {
        "listener": "WSH100",
        "subscription": "WSH100",
        "task": "WSH200",
        "timer": "WSH200",
        "thread": "WSH200",
        "async generator": "WSH200",
        "registry": "WSH300",
        "retained": "WSH300",
        "growth": "WSH300",
        "connection": "WSH400",
        "server": "WSH400",
        "session": "WSH400",
        "socket": "WSH400",
        "executor": "WSH400",
        "process": "WSH400",
        "event loop": "WSH400",
        "descriptor": "WSH400",
        "lock": "WSH500",
        "interference": "WSH600",
    }


def test_an_unknown_kind_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownKind) as error:
        run_time_code("listner")

    assert str(error.value) == (
        '"listner" is not a kind. Kinds: listener, subscription, task, timer, thread, async generator, registry, '
        "retained, growth, connection, server, session, socket, executor, process, event loop, descriptor, lock, "
        'interference. Did you mean "listener"?'
    )


def test_sources_name_the_usual_causes_first() -> None:
    codes = [rule.code for rule in sources_for("timer")]

    assert codes == ["WSH203", "WSH204", "WSH209", "WSH206", "WSH208", "WSH501", "WSH403"]


def test_a_kind_without_a_source_rule_has_no_sources() -> None:
    assert sources_for("lock") == ()


def test_a_signal_that_drops_its_receiver_explains_no_leak() -> None:
    assert not [
        rule for outcome in RUN_TIME for kind in outcome.kinds for rule in sources_for(kind) if rule.code == "WSH107"
    ]


def test_sources_of_an_unknown_kind_are_refused() -> None:
    with pytest.raises(UnknownKind):
        sources_for("tsk")


@pytest.mark.parametrize("word", ["WSH202", "wsh202", "stored-task-not-cancelled", "Stored-Task-Not-Cancelled"])
def test_a_rule_is_found_by_code_and_by_name(word: str) -> None:
    assert catalogue.rule(word).code == "WSH202"


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("WSH2O2", '"WSH2O2" is not a rule. Did you mean "WSH202"? `wshygiene rules` lists them.'),
        ("task-droped", '"task-droped" is not a rule. Did you mean "task-dropped"? `wshygiene rules` lists them.'),
        ("", '"" is not a rule. `wshygiene rules` lists them.'),
    ],
)
def test_an_unknown_rule_is_refused_with_the_nearest_one(word: str, sentence: str) -> None:
    with pytest.raises(UnknownRule) as error:
        catalogue.rule(word)

    assert str(error.value) == sentence
