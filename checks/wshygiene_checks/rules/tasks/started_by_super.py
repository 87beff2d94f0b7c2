"""Tasks and timers that a method starts although the one that it extends has just started the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Acquisition, Obligation, Project, obligations_of
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.guarantees import may_follow, runs_with
from wshygiene_checks.rules.tasks.teardown import ends_before

CODE = "WSH206"


def started_by_super(project: Project, acquisitions: Iterable[Acquisition]) -> Iterator[Finding]:
    """Handles that ``super().start()`` has put into the attribute into which a subclass puts its own then."""
    kept = [each for acquisition in acquisitions for each in obligations_of(project, acquisition) if not each.part]
    for second in kept:
        unit = second.unit
        for call in unit.function.calls:
            extends = call.receiver.startswith("super(") and call.order < second.call.order
            if extends and may_follow(unit, call.block, second.call.block):
                extended = {f"{base}.{call.name}" for base in project.families.ancestors(unit.owner)}
                first = next((each for each in kept if _is_replaced(each, second, extended)), None)
                if first is not None and not _is_looked_at(second, call):
                    yield _finding(first, second, call)
                    break


def _is_replaced(first: Obligation, second: Obligation, extended: set[str]) -> bool:
    """Whether the method that is extended always starts one, and keeps it in the same place."""
    surely = runs_with(first.unit, first.call.block) == 0
    return surely and first.root == second.root and first.unit.name in extended


def _is_looked_at(second: Obligation, call: Call) -> bool:
    """Whether anything is done with the first one before the second takes its place."""
    place, between = second.place, range(call.order + 1, second.call.order)
    done = [(did.unit, did.what.order) for did in (*place.called, *place.handed, *second.releases)]
    done += [(did.unit, did.what.order) for did in (*place.kept, *place.set)]
    done += [(did.unit, did.what.order) for did in place.awaited]
    if any(unit.name == second.unit.name and order in between for unit, order in done):
        return True
    endings = {did.unit.name for did in second.releases}
    family = second.family
    return family is not None and ends_before(family, second.unit, second.call.order, endings, since=call.order)


def _finding(first: Obligation, second: Obligation, call: Call) -> Finding:
    name, method = plain(second.root), second.unit.function
    kind = second.acquisition.entry.kind
    return finding(
        CODE,
        second.unit,
        second.call,
        f"`{method.qualname}()` stores a new {kind} in `{name}`, in which `super().{call.name}()` has just put one: "
        f"that runs on, and nobody can cancel it. Leave it to the one or the other to start it.",
        subject=name,
        confidence="high" if first.acquisition.how in ("qualified", "typed") else "medium",
        owner=method.owner,
        evidence=(seen(first.unit, first.call, f"`{first.unit.function.qualname}()` starts one"),),
    )
