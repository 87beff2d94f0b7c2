"""Objects whose constructor opens something and then fails: nobody ever gets the object, to close it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wshygiene_checks.facts import Call, Exit
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import FINALIZER, Family, Obligation, Project, Unit
from wshygiene_checks.rules.connections.failing import (
    Failure,
    Held,
    failure_upwards,
    is_caught,
    is_connecting,
    is_thought_of,
    steps_behind,
    written,
)
from wshygiene_checks.rules.connections.teardown import ENDS
from wshygiene_checks.rules.findings import finding, plain, seen

CODE = "WSH404"
_STACKS = frozenset({"callback", "defer", "addCleanup"})  # they are given what closes it


def half_made(project: Project, kept: Iterable[tuple[Obligation, Family]]) -> Iterator[Finding]:
    """Resources that ``__init__`` opens for the object, if a step behind that raises and nothing closes them."""
    told = set()
    for obligation, family in kept:
        unit = obligation.unit
        if obligation.part or obligation.flow.managed or not project.occasions.is_making(unit):
            continue
        if FINALIZER in family.methods or _is_stacked(obligation):
            continue
        thing, end = _held(obligation), unit.function.calls[-1].order + 1
        steps = sorted((*steps_behind(thing, end), *_through_methods(family, thing)), key=lambda each: each.order)
        failed = failure_upwards(thing, end, ("raise",), steps)
        if failed and (unit.name, obligation.root) not in told:
            told.add((unit.name, obligation.root))
            yield _finding(obligation, thing, failed)


def _through_methods(family: Family, thing: Held) -> Iterator[Call]:
    """The calls behind the opening of methods of the same object that connect what was opened, come what may."""
    for call in thing.unit.function.calls:
        if call.receiver == "self" and call.order > thing.opened.order:
            for callee in family.methods.get(call.name, ()):
                if any(_connects(callee, each, thing.names) for each in callee.function.calls):
                    yield call


def _connects(unit: Unit, call: Call, names: frozenset[str]) -> bool:
    used = (call.receiver, *(value.path for value in call.args))
    return is_connecting(call.name) and not names.isdisjoint(used) and not is_caught(unit, call)


def _held(obligation: Obligation) -> Held:
    """The thing under all of its names, and what closes it, be it through a method that ends the whole object."""
    unit, release = obligation.unit, obligation.acquisition.entry.release
    names = frozenset({obligation.root, *obligation.flow.locals})
    closes = [did.what for did in (*obligation.releases, *obligation.flow.methods) if did.unit.name == unit.name]
    closes = [call for call in closes if not _STACKS.union(release).isdisjoint((call.name, call.path))]
    closes += [call for call in unit.function.calls if call.receiver in ("self", "super()") and call.name in ENDS]
    return Held(unit, obligation.flow.outermost, names, tuple(closes))


def _is_stacked(obligation: Obligation) -> bool:
    """Whether an exit stack has it, or may have."""
    return any(call.name in ("enter_context", "push") for call in obligation.unit.function.calls)


def _finding(obligation: Obligation, thing: Held, failed: Failure) -> Finding:
    name, step = plain(obligation.root), failed.step
    if isinstance(step, Exit):
        fails = f"the `{step.kind}` on line {step.line} ends the constructor"
    else:
        fails = f"`{plain(written(step))}` on line {step.line} fails"
    message = (
        f"`{name}` stays open when {fails}: nobody gets the object then, to close it. "
        f"Call `{obligation.acquisition.entry.ending(name)}` in an `except`, and raise again."
    )
    return finding(
        CODE,
        thing.unit,
        obligation.call,
        message,
        subject=name,
        confidence="high" if is_thought_of(thing.unit, thing.releases) else "medium",
        owner=obligation.family.main.definition.qualname if obligation.family else "",
        evidence=(seen(thing.unit, step, "this may fail, with the thing open"),),
    )
