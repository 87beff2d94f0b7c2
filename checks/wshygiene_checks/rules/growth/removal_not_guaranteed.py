"""WSH303: an entry is removed after a wait, but stays when the wait ends in an exception."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project
from wshygiene_checks.rules.findings import finding, lower, plain, seen
from wshygiene_checks.rules.growth.before_the_stream import before_the_stream
from wshygiene_checks.rules.growth.changes import removals
from wshygiene_checks.rules.growth.containers import Container, containers
from wshygiene_checks.rules.growth.early_returns import early_returns
from wshygiene_checks.rules.growth.guarantees import (
    catches_cancellation,
    catches_timeouts,
    in_words,
    may_follow,
    misses_cancellation,
    reached_on,
    runs_on_failure,
    undoes,
)
from wshygiene_checks.rules.growth.left_waiting import left_waiting
from wshygiene_checks.rules.growth.own_entries import takes_out_own
from wshygiene_checks.rules.growth.pending_calls import futures_in, pending_calls
from wshygiene_checks.rules.growth.popped_later import popped_later
from wshygiene_checks.rules.growth.provenance import origin
from wshygiene_checks.rules.growth.risks import WITH_BLOCK, Risk, raises, risks
from wshygiene_checks.rules.growth.siblings import same_key
from wshygiene_checks.rules.growth.steps import Step, steps_adding, steps_removing
from wshygiene_checks.rules.growth.timing import lives_long

CODE = "WSH303"
_ONLY_CANCELLED = frozenset({"`park()`", "`sleep()`", "`wait()`", "`checkpoint()`"})  # they end in no other exception


def find(project: Project) -> Iterator[Finding]:
    """Entries whose only removal is behind something that may raise."""
    for container in containers(project):
        yield from popped_later(project, container)
        removing = steps_removing(project, container)
        adding = steps_adding(project, container) if removing else []
        for step in adding:
            yield from _unguarded(project, container, step, adding, removing)
        if removing:
            answering = [each for each in removing if not takes_out_own(project, each, adding)]
            yield from pending_calls(project, container, adding, removing, answering)
            yield from early_returns(project, container)
            yield from left_waiting(project, container, adding, removing)
            yield from before_the_stream(project, container, adding, removing)


def _unguarded(
    project: Project, container: Container, added: Step, adding: list[Step], removing: list[Step]
) -> Iterator[Finding]:
    here = [each for each in removing if _is_after(added, each)]
    if not here or lives_long(project, container) is False:
        return
    undone = all(not each.through and undoes(each.unit, each.what.block) for each in here)
    if not undone and _removed_otherwise(here, adding, removing):
        return
    last = max(each.what.line for each in here)
    for risk in risks(project, added.unit):
        between = added.what.line < risk.line < last and may_follow(added.unit, added.what.block, risk.block)
        if between and not any(_covers(added, each, risk) for each in here):
            yield _finding(project, container, added, here[-1], risk, sure=risk.loop and not undone)
            return
    for risk in raises(added.unit):
        between = added.what.line < risk.line < last and may_follow(added.unit, added.what.block, risk.block)
        if between and not any(_covers(added, each, risk) or _precedes(each, risk) for each in here):
            if not _removed_by_callback(project, container, adding):
                yield _finding(project, container, added, here[-1], risk, sure=False)
            return


def _precedes(removal: Step, risk: Risk) -> bool:
    """Whether the entry is gone by then: ``del self._calls[number]``, and then ``raise``."""
    return removal.what.line < risk.line and may_follow(removal.unit, removal.what.block, risk.block)


def _is_after(added: Step, removed: Step) -> bool:
    return (
        removed.unit.function is added.unit.function
        and removed.what.order > added.what.order
        and same_key(removed.key, added.key)
        and may_follow(added.unit, added.what.block, removed.what.block)
    )


def _covers(added: Step, removal: Step, risk: Risk) -> bool:
    if misses_cancellation(removal.unit, risk.block, removal.what.block) and _is_of_this_call(added):
        return False
    if risk.what in _ONLY_CANCELLED and catches_cancellation(removal.unit, risk.block, removal.what.block):
        return True
    return runs_on_failure(removal.unit, risk.block, removal.what.block) or (
        not risk.loop and catches_timeouts(removal.unit, risk.block, removal.what.block)
    )


def _is_of_this_call(added: Step) -> bool:
    """Whether the entry is a future that the function has made: nobody else misses it when that is cancelled."""
    names = (*added.key.names, *(added.value.names if added.value else ()))
    return bool(futures_in(added.unit, names))


def _removed_otherwise(here: list[Step], adding: list[Step], removing: list[Step]) -> bool:
    """Whether code that does not add them removes the same entries too."""
    pairs = {each.unit.name for each in adding} | {each.through.name for each in here if each.through}
    return any(each.unit.name not in pairs for each in removing)


def _removed_by_callback(project: Project, container: Container, adding: list[Step]) -> bool:
    """Whether code that does not add them hands on, or leaves unsaid, what takes out single entries."""
    pairs = {each.unit.name for each in adding}
    found = (each for each in removals(project, container, nested=True) if each.key is None)
    return any(each.method not in ("clear", "=") and each.unit.name not in pairs for each in found)


def _finding(project: Project, container: Container, added: Step, removed: Step, risk: Risk, *, sure: bool) -> Finding:
    key = plain(added.key.path)
    caught = reached_on(removed.unit, risk.block, removed.what.block)
    where = in_words(caught) if caught else "only when all goes well"
    what = "the connection" if risk.loop and risk.what != WITH_BLOCK else "that"
    fails = f"ends in an exception: it is removed {where}. Whatever else ends {what} leaves the entry behind"
    if risk.decided:
        fails = f"ends it: it is removed {where}"
    elif misses_cancellation(removed.unit, risk.block, removed.what.block):
        fails = "is cancelled: it is removed only on `Exception`, which a cancellation is not"
    return finding(
        CODE,
        added.unit,
        added.what,
        f"`{container.name}` keeps `{key}` when {risk.what} in `{added.unit.function.qualname}()` {fails}. Remove it "
        f"in a `finally`.",
        subject=container.path if container.family else container.attribute,
        confidence=_confidence(project, added, sure),
        owner=added.unit.function.qualname,
        evidence=(
            seen(removed.unit, removed.what, f"`{key}` is removed here, {where}"),
            seen(added.unit, risk.line, _what_happens(risk)),
            seen(container.unit, container.store, f"`{container.name}` is made here"),
        ),
    )


def _what_happens(risk: Risk) -> str:
    if risk.decided:
        return "the function ends here, and the entry stays"
    return f"{risk.what} may end in an exception or be cancelled"


def _confidence(project: Project, added: Step, sure: bool) -> Confidence:
    confidence: Confidence = "high" if sure else "medium"
    return confidence if origin(project, added.unit, added.key) != "bounded" else lower(confidence)
