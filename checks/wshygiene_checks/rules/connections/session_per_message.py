"""WSH405: a session, client or pool is made again for each message or request, so that it never reuses anything."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Acquisition, Flow, Project, Unit
from wshygiene_checks.rules.connections.locals import borrows_transport
from wshygiene_checks.rules.findings import finding, plain
from wshygiene_checks.rules.limits.on_request import only_on_request

CODE = "WSH405"
_KINDS = ("session", "executor", "connection")
_ENTERS = ("enter_context", "enter_async_context")  # of a stack
_MISSING = ("none", "false", "not in")


def find(project: Project) -> Iterator[Finding]:
    """What is meant to be made once, and is made where each message or request gets to."""
    for acquisition in project.of_kind(*_KINDS):
        where = acquisition.unit, acquisition.call.block
        if acquisition.entry.pools and not _is_made_once(acquisition) and only_on_request(project, *where):
            confidence = _confidence(acquisition, project.flow(acquisition.unit, acquisition.call))
            if confidence is not None:
                yield _finding(acquisition, confidence)


def _is_made_once(acquisition: Acquisition) -> bool:
    """Whether it is made only where there is none yet, or by a function whose results are kept."""
    unit = acquisition.unit
    atoms = (atom for block in unit.blocks_around(acquisition.call.block) for atom in block.atoms)
    kept = any("cache" in decorator.path for decorator in unit.function.decorators)
    return kept or any(atom.test in _MISSING for atom in atoms) or _returns_before(unit, acquisition)


def _returns_before(unit: Unit, acquisition: Acquisition) -> bool:
    """Whether the function returns before it makes one, where it has kept it, or what it got by it, already."""
    order = acquisition.call.order
    kept = {store.path for store in unit.function.stores if store.order > order}
    return any(
        leaving.value.kind in ("path", "element")
        or any(atom.path in kept for block in unit.blocks_around(leaving.block) for atom in block.atoms)
        for leaving in unit.function.exits
        if leaving.kind == "return" and leaving.order < order
    )


def _confidence(acquisition: Acquisition, flow: Flow) -> Confidence | None:
    """It is worst when nothing closes it; None where somebody else may keep it, or what it uses."""
    closed = any(did.what.name in acquisition.entry.release for did in flow.methods)
    entered = bool(flow.handed) and all(did.what.name in _ENTERS for did in flow.handed)
    if flow.managed or closed or entered:
        return None if acquisition.entry.kind == "executor" else "info"  # threads that share one job end with it
    if flow.returned or flow.handed or flow.deferred or flow.kept or borrows_transport(acquisition, flow):
        return None
    return "high" if acquisition.how in ("qualified", "typed") else "medium"


def _finding(acquisition: Acquisition, confidence: Confidence) -> Finding:
    unit, name = acquisition.unit, acquisition.call.name
    stays = "is never closed, and its connections stay open" if confidence != "info" else "is thrown away with it"
    message = (
        f"each message or request makes its own `{name}`, which {stays}: nothing is ever used again, and each "
        f"one costs a new connection. Make one when the application starts, use it everywhere, and close it at the end."
    )
    return finding(CODE, unit, acquisition.call, message, subject=plain(acquisition.call.path), confidence=confidence)
