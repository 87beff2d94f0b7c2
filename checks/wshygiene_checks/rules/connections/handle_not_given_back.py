"""Handles of the project's own hubs that are not given back: ``queue = hub.subscribe()`` without ``unsubscribe``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Did, Family, Flow, Project, Unit, root_of
from wshygiene_checks.rules.computed import may_be_reached
from wshygiene_checks.rules.connections.resources import is_double
from wshygiene_checks.rules.connections.teardown import is_own, teardown_of
from wshygiene_checks.rules.findings import finding, lower, plain, seen
from wshygiene_checks.rules.handlers.handles import Handle, handles
from wshygiene_checks.rules.handlers.left_on_failure import Gap, gap_between, is_local
from wshygiene_checks.rules.handlers.names import registers, undoes

CODE = "WSH407"
_LOOKS = frozenset("len bool id repr str print isinstance hasattr debug info warning error exception log".split())


def handles_not_given_back(project: Project) -> Iterator[Finding]:
    """Handles in local names and attributes that nobody gives back, or only where all goes well."""
    for handle in handles(project):
        flow = handle.flow
        if handle.unit.function.kind != "function" or flow.returned or flow.managed or flow.deferred:
            continue
        yield from _of_object(project, handle, flow) if flow.kept else _of_function(project, handle, flow)


def _of_function(project: Project, handle: Handle, flow: Flow) -> Iterator[Finding]:
    """A handle that only the function has: it must give it back on every way out."""
    unit = handle.unit
    if (
        not flow.locals
        or is_local(project, unit, handle.call.receiver)
        or any(undoes(did.what.name) for did in flow.methods)
    ):
        return
    handed = [did for did in flow.handed if _takes(did)]
    giving_back = [did for did in handed if did.what.name == handle.undo.function.name]
    if len(giving_back) < len(handed):
        return  # somebody else has it too
    if not giving_back and handle.call.receiver != "self" and registers(handle.made_by.function.name):
        yield _finding(handle, flow.locals[0], "high" if project.roles.is_hot(unit) else "medium")
    elif giving_back and all(did.unit.function is unit.function for did in giving_back):
        gap = gap_between(project, unit, flow.outermost, [did.what for did in giving_back])
        if gap:
            yield _left(handle, flow.locals[0], gap)


def _takes(did: Did[Call]) -> bool:
    """Whether a call is given the handle itself, and not what came out of it: ``send(await queue.get())``."""
    return did.what.name not in _LOOKS and not (did.value is not None and did.value.kind == "element")


def _of_object(project: Project, handle: Handle, flow: Flow) -> Iterator[Finding]:
    """A handle in an attribute: the class must give it back somewhere."""
    family = project.family(handle.unit)
    roots = {root for root, part in flow.kept if not part}
    if family is None or len(roots) != 1 or len(flow.kept) != 1 or is_double(family):
        return
    if not registers(handle.made_by.function.name):
        return  # what is added may be meant to stay
    root = roots.pop()
    hub = root_of(handle.call.receiver)[0]
    if not root.startswith("self.") or hub == "self" or (hub.startswith("self.") and is_own(family, hub)):
        return
    place, undo = family.places[root], frozenset({handle.undo.function.name})
    if any(map(_takes, place.handed)) or place.left or place.kept or any(undoes(did.what.name) for did in place.called):
        return
    if _calls(family.units, undo) or project.done_to(family, root[5:]) & {"hand", "leave", *undo}:
        return
    teardown = teardown_of(project, family)
    if may_be_reached(family, root) or not teardown.roots:
        return
    confidence: Confidence = lower("high") if family.unknown_bases else "high"
    yield _finding(handle, root, confidence, family, teardown.roots[0])


def _calls(units: Iterable[Unit], names: frozenset[str]) -> bool:
    return any(call.name in names for unit in units for call in unit.function.calls)


def _finding(
    handle: Handle, path: str, confidence: Confidence, family: Family | None = None, teardown: Unit | None = None
) -> Finding:
    name, owner = plain(path), family.main.definition.qualname if family else handle.unit.function.qualname
    where = f"in `{teardown.function.name}()`" if teardown else "in a `finally`"
    message = (
        f"`{_hub(handle)}` keeps `{name}` after `{owner}` has ended: `{handle.made_by.function.name}()` put it there, "
        f"and nothing gives it back. Pass it to `{_undo(handle)}` {where}."
    )
    missing = [seen(teardown, teardown.function.line, "this does not give it back")] if teardown else []
    takes_back = seen(handle.undo, handle.undo.function.line, "this takes one back")
    return finding(
        CODE,
        handle.unit,
        handle.call,
        message,
        subject=name,
        confidence=confidence,
        owner=owner,
        evidence=(*missing, takes_back),
    )


def _left(handle: Handle, path: str, gap: Gap) -> Finding:
    unit, name = handle.unit, plain(path)
    message = (
        f"`{_hub(handle)}` keeps `{name}` when {gap.what} in `{unit.function.qualname}()` ends it: it is given back "
        f"only when all goes well, and each failure leaves one more. Pass it to `{_undo(handle)}` in a `finally`."
    )
    return finding(
        CODE,
        unit,
        handle.call,
        message,
        subject=name,
        confidence="high" if gap.sure else "medium",
        owner=unit.function.qualname,
        evidence=(
            seen(unit, gap.line, f"{gap.what} may end the function"),
            seen(handle.undo, handle.undo.function.line, "this takes one back"),
        ),
    )


def _hub(handle: Handle) -> str:
    """Who keeps it, as a person writes it: the object, or outside objects the module."""
    return plain(handle.call.receiver) or handle.made_by.file.module


def _undo(handle: Handle) -> str:
    receiver, name = plain(handle.call.receiver), handle.undo.function.name
    return f"{receiver}.{name}" if receiver else name
