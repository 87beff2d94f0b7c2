"""What a generator opens, and closes only behind a ``yield`` that may end it: no ``finally``, no ``with``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Acquisition, Project, Unit
from wshygiene_checks.rules.connections.born_open import born_open
from wshygiene_checks.rules.connections.inferred import acquired
from wshygiene_checks.rules.connections.resources import is_resource
from wshygiene_checks.rules.growth.guarantees import may_follow, runs_on_failure
from wshygiene_checks.rules.growth.risks import Risk, yields


class LeftOpen(NamedTuple):
    """What was opened under a ``name``, the ``risk`` that ends the generator, and what it was to be ``closed`` by."""

    acquisition: Acquisition
    name: str
    risk: Risk
    closed: Call


def closed_behind_yield(project: Project, *kinds: str) -> Iterator[LeftOpen]:
    """Things that a generator has for itself, or lends to whoever runs it."""
    for acquisition in (*acquired(project, *kinds), *born_open(project)):
        unit = acquisition.unit
        if not is_resource(acquisition) or not any(leaving.kind == "yield" for leaving in unit.function.exits):
            continue
        flow = project.flow(unit, acquisition.call, acquisition.entry.elements)
        closes = [did.what for did in flow.ended_by(acquisition.entry.release)]
        if not closes or not flow.locals or flow.managed or flow.kept or flow.deferred:
            continue
        if any(did.unit.function is not unit.function for did in flow.methods):
            continue
        risk = _skips(project, unit, flow.outermost, closes)
        if risk:
            yield LeftOpen(acquisition, flow.locals[0], risk, closes[-1])


def _skips(project: Project, unit: Unit, opened: Call, closes: list[Call]) -> Risk | None:
    """The first ``yield`` behind the opening and before every close, from whose end none of them is reached."""
    first = min(call.line for call in closes)
    for risk in yields(project, unit):
        between = opened.line < risk.line < first and may_follow(unit, opened.block, risk.block)
        if between and not any(runs_on_failure(unit, risk.block, call.block) for call in closes):
            return risk
    return None
