"""What an object opens or starts when an ``async with`` enters it, and does not end when that leaves it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wshygiene_checks.finding import Finding
from wshygiene_checks.project import FINALIZER, Family, Obligation, Project, Unit
from wshygiene_checks.rules.connections.entering import PAIRS
from wshygiene_checks.rules.connections.judging import judged
from wshygiene_checks.rules.connections.missed import missed
from wshygiene_checks.rules.connections.resources import KINDS
from wshygiene_checks.rules.connections.teardown import ENDS, Teardown, reached_from
from wshygiene_checks.rules.findings import finding, plain, seen, seen_at
from wshygiene_checks.rules.tasks.coroutines import running_time

# Calls that only look at what they are given.
_LOOKS = frozenset("getattr hasattr setattr isinstance type id repr str print super".split())


def left_on_leaving(code: str, project: Project, kept: Iterable[tuple[Obligation, Family]]) -> Iterator[Finding]:
    """What the entering method opens or starts, and another method ends, but not the leaving one."""
    for obligation, family in kept:
        if obligation.part or family.unknown_bases or FINALIZER in family.methods or not _lasts(project, obligation):
            continue
        for entering, leaving in PAIRS.items():
            entered = reached_from(project, family, list(family.methods.get(entering, ())))
            exits = reached_from(project, family, list(family.methods.get(leaving, ())))
            if not exits.roots or not entered.runs(obligation.unit) or _is_asked_for(obligation, entered):
                continue
            end = _end_of(project, family, obligation)
            if end and missed(project, obligation, exits) and not _hands_itself_on(exits):
                yield _finding(code, project, obligation, family, exits.roots[0], (entering, end))


def _lasts(project: Project, obligation: Obligation) -> bool:
    """Whether it is a resource, or a task that goes on until it is cancelled."""
    kind = obligation.acquisition.entry.kind
    return kind in KINDS or (kind == "task" and running_time(project, obligation.acquisition) == "endless")


def _is_asked_for(obligation: Obligation, entered: Teardown) -> bool:
    """Whether entering asks if there is one already: it may be meant to last for several blocks."""
    asked = (atom.path for unit in entered.reached for block in unit.function.blocks for atom in block.atoms)
    return any(path == obligation.root for path in asked)


def _end_of(project: Project, family: Family, obligation: Obligation) -> str:
    """The method to end the object with that releases it; empty where that is only one step of its work."""
    ends = (unit for unit in family.units if unit.function.name.lstrip("_") in ENDS)
    releasing = (unit for unit in ends if _releases(obligation, reached_from(project, family, [unit])))
    return next((unit.function.name for unit in releasing), "")


def _releases(obligation: Obligation, run: Teardown) -> bool:
    return any(run.runs(did.unit) for did in obligation.releases)


def _hands_itself_on(exits: Teardown) -> bool:
    """Whether leaving gives the object, or a method of it, to somebody who may end it."""
    calls = [call for unit in exits.reached for call in unit.function.calls if call.path not in _LOOKS]
    return any(value.is_self for call in calls for value in (*call.args, *(word[1] for word in call.keywords)))


def _finding(
    code: str, project: Project, obligation: Obligation, family: Family, leaving: Unit, methods: tuple[str, str]
) -> Finding:
    name, is_task = plain(obligation.root), obligation.acquisition.entry.kind == "task"
    entering, end = methods
    state, made, ends = ("running", "started", "cancels") if is_task else ("open", "opened", "closes")
    message = (
        f"`{leaving.function.name}` leaves `{name}` {state}, which `{entering}` has {made}: only `{end}` {ends} it, "
        f"and who leaves the block does not call that. Call `self.{end}()` in `{leaving.function.name}`."
    )
    return finding(
        code,
        obligation.unit,
        obligation.call,
        message,
        subject=name,
        confidence=judged(project, family, obligation, "medium"),
        owner=family.main.definition.qualname,
        evidence=[
            seen(leaving, leaving.function.line, f"this leaves `{name}` {state}"),
            seen_at(obligation.releases[0], f"only `{end}` {ends} `{name}`, here"),
        ],
    )
