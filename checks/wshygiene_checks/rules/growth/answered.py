"""Calls that a class keeps under a new key each, waits for, and leaves in the container when the answer has come."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project
from wshygiene_checks.rules.findings import finding, seen
from wshygiene_checks.rules.growth.changes import Addition, Removal, removals
from wshygiene_checks.rules.growth.confidence import weakened
from wshygiene_checks.rules.growth.growth import Growth, growths
from wshygiene_checks.rules.growth.own_entries import takes_out_own
from wshygiene_checks.rules.growth.pending_calls import wait_for
from wshygiene_checks.rules.growth.risks import Risk
from wshygiene_checks.rules.growth.steps import steps_adding

CODE = "WSH311"


def answered_calls(project: Project) -> Iterator[tuple[Growth, Finding]]:
    """What was waited for where it was added, and is taken out by nobody: neither by the answer nor by the caller."""
    for growth in growths(project, until_teardown=True):
        wait = _wait(project, growth) if growth.container.sort == "dict" else None
        if wait:
            yield growth, _finding(project, growth, wait)


def _wait(project: Project, growth: Growth) -> Risk | None:
    """The place where the function that adds an entry waits for what it has just made and put there."""
    addition = growth.addition
    told = (
        growth.origin in ("fresh", "message", "unknown")
        or _names_itself(addition)
        or _taken_out_by_others(project, growth)
    )
    if not told or not addition.unit.function.is_async:
        return None
    return wait_for(project, addition.unit, addition.what.line, addition.value.names if addition.value else ())


def _names_itself(addition: Addition) -> bool:
    """Whether the key is the number that the entry itself carries: ``self.calls[call.number] = call``."""
    key, value = addition.key, addition.value
    return key is not None and value is not None and bool(value.path) and key.path.startswith(f"{value.path}.")


def _taken_out_by_others(project: Project, growth: Growth) -> Removal | None:
    """Where another call of the same class takes out what it has put there, as this one should."""
    adding, removed = steps_adding(project, growth.container), removals(project, growth.container)
    return next((each for each in removed if takes_out_own(project, each, adding)), None)


def _finding(project: Project, growth: Growth, wait: Risk) -> Finding:
    container, addition = growth.container, growth.addition
    method = addition.unit.function.qualname
    confidence: Confidence = "high"
    if growth.origin != "fresh" or growth.until or growth.lives_long is False:
        confidence = "medium"
    other = _taken_out_by_others(project, growth)
    until = f" before `{growth.until.unit.function.name}()` empties it" if growth.until else ""
    return finding(
        CODE,
        addition.unit,
        addition.what,
        f"`{container.name}` keeps every call of `{method}()`: the entry is of no use once {wait.what} has returned, "
        f"and nothing takes it out{until}. Take it out where the answer comes, or in a `finally` behind the wait.",
        subject=container.path if container.family else container.attribute,
        confidence=weakened(project, growth, confidence),
        owner=container.owner,
        evidence=(
            seen(container.unit, container.store, f"`{container.name}` is made here"),
            seen(addition.unit, wait.line, "the call is over here"),
            *([seen(other.unit, other.what, "this one takes its own entry out")] if other else ()),
        ),
    )
