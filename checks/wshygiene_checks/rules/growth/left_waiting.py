"""Entries for a reply that the function then does not wait for: it returns before the wait, and leaves them behind."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Exit
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.containers import Container
from wshygiene_checks.rules.growth.guarantees import may_follow, runs_on_failure
from wshygiene_checks.rules.growth.pending_calls import wait_for_value
from wshygiene_checks.rules.growth.siblings import same_key
from wshygiene_checks.rules.growth.steps import Step

CODE = "WSH303"


def left_waiting(project: Project, container: Container, adding: list[Step], removing: list[Step]) -> Iterator[Finding]:
    """Futures that are put into a dictionary, and not taken out by a ``return`` between that and the wait for them."""
    for added in adding:
        wait = None if added.through or container.sort != "dict" else wait_for_value(project, added)
        removed = [each for each in removing if same_key(each.key, added.key)]
        if wait is None or not removed or any(each.unit.function is not added.unit.function for each in removing):
            continue
        for leaving in added.unit.function.exits:
            if added.what.line < leaving.line < wait.line and _forgets(added, leaving, removed):
                yield _finding(container, added, leaving, removed[0])
                break


def _forgets(added: Step, leaving: Exit, removed: list[Step]) -> bool:
    """Whether control gets from the addition to a ``return`` that neither removes the entry nor gives it back."""
    unit = added.unit
    value = added.value.names if added.value else ()
    if leaving.kind != "return" or not may_follow(unit, added.what.block, leaving.block):
        return False
    if {leaving.value.path, *leaving.value.names}.intersection(value):
        return False  # whoever gets the future waits for it
    return not any(
        runs_on_failure(unit, leaving.block, each.what.block)
        or (added.what.line < each.what.line < leaving.line and may_follow(unit, each.what.block, leaving.block))
        for each in removed
    )


def _finding(container: Container, added: Step, leaving: Exit, removed: Step) -> Finding:
    key = plain(added.key.path)
    where = added.unit.function.qualname
    return finding(
        CODE,
        added.unit,
        added.what,
        f"`{container.name}` keeps `{key}` when `{where}()` returns on line {leaving.line}, before it waits for the "
        f"reply: nothing else removes it. Add the entry behind that `return`, or remove it there.",
        subject=container.path if container.family else container.attribute,
        confidence="high",
        owner=where,
        evidence=(
            seen(added.unit, leaving, "the function returns here, and the entry stays"),
            seen(removed.unit, removed.what, "the entry is removed here, behind the wait"),
        ),
    )
