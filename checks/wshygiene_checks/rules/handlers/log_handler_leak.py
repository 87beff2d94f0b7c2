"""WSH110: each instance or connection adds a logging handler or filter, and nothing takes it off again."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Value
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Acquisition, Project, Unit, root_of
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.handlers.callbacks import family_of, holds_self
from wshygiene_checks.rules.handlers.recurring import is_guarded, recurring
from wshygiene_checks.rules.made_anew import made_for_each_connection
from wshygiene_checks.rules.tasks.teardown import first_teardown, teardowns

CODE = "WSH110"
_ASKS = frozenset({"hasHandlers"})
_SHORT = ("connection", "message", "request")


def find(project: Project) -> Iterator[Finding]:
    """Handlers and filters that are new each time, on a logger, which never dies."""
    for acquisition in project.of_kind("listener"):
        if acquisition.entry.pack != "logging" or not _is_new(project, acquisition):
            continue
        judged = None if _is_seen_to(project, acquisition) else _judged(project, acquisition)
        if judged:
            yield _finding(project, acquisition, judged)


def _given(acquisition: Acquisition) -> Value | None:
    call, argument = acquisition.call, acquisition.entry.handler_arg
    return argument.among(call.args, dict(call.keywords)) if argument else None


def _is_new(project: Project, acquisition: Acquisition) -> bool:
    """Whether it is another handler each time: made here, or by the object, or a method of the object."""
    unit, given = acquisition.unit, _given(acquisition)
    if given is None or unit.function.kind != "function":
        return False
    if given.kind == "call":
        return True
    if holds_self(project, unit, given):
        return not given.path.startswith("self.") or _is_of_the_object(project, unit, given.path)
    return any(store.path == given.path and store.value.kind == "call" for store in unit.function.stores)


def _is_of_the_object(project: Project, unit: Unit, path: str) -> bool:
    """Whether an attribute is a method, or is set to something that the object makes; what it is given is another's."""
    family = family_of(project, unit)
    if family is None:
        return False
    stores = [did for did in family.places[root_of(path)[0]].set if not did.part]
    return path[5:] in family.methods or any(did.unit.made_by(did.what.value) for did in stores)


def _is_seen_to(project: Project, acquisition: Acquisition) -> bool:
    """Whether some code nearby takes it off, or looks first what the logger has."""
    unit = acquisition.unit
    if is_guarded(unit, acquisition.call) or _looks_first(unit):
        return True
    family = family_of(project, unit)
    units = family.units if family else [Unit(unit.file, function) for function in unit.file.functions]
    undo = acquisition.entry.release
    calls = (call for each in units for call in each.function.calls)
    stores = (store for each in units for store in each.function.stores)
    return any(
        call.name in undo or call.receiver.endswith(".handlers") or any(v.path.endswith(undo) for v in call.args)
        for call in calls
    ) or any(store.path.rstrip("[]").endswith(".handlers") for store in stores)


def _looks_first(unit: Unit) -> bool:
    function = unit.function
    paths = (path for block in function.blocks for atom in block.atoms for path in (atom.path, atom.other))
    loops = (value.path for block in function.blocks for value in block.values)
    return any(call.name in _ASKS for call in function.calls) or any(".handlers" in path for path in (*paths, *loops))


def _judged(project: Project, acquisition: Acquisition) -> Confidence | None:
    """How sure it is that there will be many: one for each connection, or for each object that somebody ends.

    An object that is closed one day may still be the only one of its program.
    """
    unit, family = acquisition.unit, family_of(project, acquisition.unit)
    confidence: Confidence = "high" if _is_logger(project, acquisition) else "info"
    if family is not None and (project.roles.lifetime(family) in _SHORT or made_for_each_connection(project, family)):
        return confidence
    if recurring(project, unit) is not None:
        return confidence
    if family is None or project.roles.lifetime(family) == "application" or not teardowns(project, family):
        return None
    return "info"


def _is_logger(project: Project, acquisition: Acquisition) -> bool:
    types = project.types.of(acquisition.unit, acquisition.call.receiver)
    return acquisition.call.receiver.startswith("logging.getLogger") or "logging.getLogger" in types


def _finding(project: Project, acquisition: Acquisition, confidence: Confidence) -> Finding:
    unit, call = acquisition.unit, acquisition.call
    family, undo = family_of(project, unit), acquisition.entry.release[0]
    given = _given(acquisition)
    what = f"`{plain(given.path)}`" if given is not None and given.path else "its handler"
    where = first_teardown(project, family) if family else "in a `finally`"
    closing = ", and close it," if undo == "removeHandler" else ""
    message = (
        f"Each time, `{plain(call.path)}` adds {what} to a logger, which lives as long as the program: every record is "
        f"handled once more. Call `{undo}`{closing} {where}."
    )
    evidence = [
        seen(each, each.function.line, f"`{each.function.name}()` does not take it off")
        for each in _ends(project, unit)
    ]
    return finding(
        CODE, unit, call, message, subject=f"{plain(call.path)}({what})", confidence=confidence, evidence=evidence
    )


def _ends(project: Project, unit: Unit) -> list[Unit]:
    family = family_of(project, unit)
    return teardowns(project, family)[:1] if family else []
