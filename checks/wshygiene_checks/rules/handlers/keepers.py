"""Methods that keep what they are given to call, and have no counterpart: found from what they do with it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import NamedTuple

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.project import Family, Project, Unit
from wshygiene_checks.rules.handlers.callers import callees_given
from wshygiene_checks.rules.handlers.names import expires

_KEEPS = frozenset({"append", "appendleft", "add", "insert"})
_LETS_GO = frozenset("remove discard pop popleft popitem get_nowait difference_update".split())
_OUTSIDE = _LETS_GO | {"clear", "hand", "leave", "set", "delete"}  # as `Project.elsewhere` tells it
# What runs the function that it is given, in a loop's next turn or in a thread.
_RUNS = frozenset(
    "call_soon call_soon_threadsafe add_callback submit run_in_executor to_thread run_sync apply_async start_soon "
    "ensure_future create_task deferLater callFromThread maybeDeferred callLater".split()
)


class Kept(NamedTuple):
    """A call that gives a handler to an object of the project, which keeps it until it ends itself."""

    unit: Unit
    call: Call
    by: Unit
    handler: Value


def kept_for_good(project: Project) -> Iterator[Kept]:
    """Every call of a method that puts a parameter into a container which gives nothing back before the end."""
    methods = _keeping_methods(project)
    for where, call in project.sites.named({unit.function.name for unit, _ in methods.values()}):
        for callee in _callees(project, where, call, methods.keys()) if call.args and call.receiver else ():
            if callee.name in methods:
                given = zip(callee.function.params, call.args, strict=False)
                handlers = [value for parameter, value in given if parameter.name in methods[callee.name][1]]
                yield from (Kept(where, call, callee, handler) for handler in handlers[:1])
                break


def _callees(project: Project, unit: Unit, call: Call, keeping: Set[str]) -> list[Unit]:
    """What the call may run; where only the callers tell what is given, all of that must keep the handler."""
    known = project.types.callee(unit, call.path)
    given = [] if known else callees_given(project, unit, call.path)
    return known or [callee for callee in given if all(each.name in keeping for each in given)]


def _keeping_methods(project: Project) -> dict[str, tuple[Unit, set[str]]]:
    """The methods that keep parameters which are called later, and the names of those, by the method's full name."""
    found: dict[str, tuple[Unit, set[str]]] = {}
    for unit, call in project.sites.named(_KEEPS):
        if kept := _kept_name(project, unit, call):
            if unit.name not in found or found[unit.name][0] is not unit:  # of two with one name, the later counts
                found[unit.name] = unit, set()
            found[unit.name][1].add(kept)
    return found


def _kept_name(project: Project, unit: Unit, call: Call) -> str:
    """The name of the method's parameter that this call keeps, if it does."""
    function = unit.function
    path = call.args[-1].path if call.args else ""
    if not path.startswith("%") or not _is_attribute(call.receiver) or all(path[1:] != p.name for p in function.params):
        return ""
    if not function.owner or function.kind != "function" or project.occasions.is_making(unit) or expires(function.name):
        return ""
    family = project.family(unit)
    return path[1:] if family and _stays(project, family, call.receiver) else ""


def _is_attribute(path: str) -> bool:
    """Whether it is a container of the object, or one of those that it keeps by key: ``self._handlers[event]``."""
    path = path.removesuffix("[]")
    return path.startswith("self.") and path.count(".") == 1 and "[" not in path


def _stays(project: Project, family: Family, container: str) -> bool:
    """Whether what is in the container is called, and leaves it only when its owner ends."""
    root = container.removesuffix("[]")
    place = family.places[root]
    if any(did.what.name in _LETS_GO for did in place.called) or _taken_out_elsewhere(project, root):
        return False
    emptied = [did.unit for did in place.called if did.what.name == "clear"]
    emptied += [did.unit for did in place.set if not did.part and did.what.kind != "declare"]
    emptied += [did.unit for did in place.set if did.what.kind == "delete"]
    if root != container:
        emptied += [did.unit for did in place.set if did.part == "[]" and not _is_filled(did.unit, container)]
    if any(not _ends_or_begins(project, each) for each in emptied):
        return False
    return any(_calls(project, unit, call, f"{container}[]") for unit in family.units for call in unit.function.calls)


def _taken_out_elsewhere(project: Project, root: str) -> bool:
    """Whether other code reaches into the container: ``hub.handlers.remove(handler)``."""
    return not _OUTSIDE.isdisjoint(project.elsewhere.get(root.removeprefix("self.")))


def _is_filled(unit: Unit, container: str) -> bool:
    """Whether the code that puts a new list under a key also fills it: there was none before."""
    return any(call.receiver == container and call.name in _KEEPS for call in unit.function.calls)


def _calls(project: Project, unit: Unit, call: Call, handler: str) -> bool:
    """Whether a call runs what is in the container: itself, or by giving it to what calls its argument."""
    if call.path == handler:
        return True
    places = [number for number, value in enumerate(call.args) if value.path in (handler, f"{handler}()")]
    if not places or call.name in _RUNS:
        return bool(places)
    return any(
        inner.path == f"%{callee.function.params[number].name}"
        for callee in project.types.callee(unit, call.path)
        for number in places
        if number < len(callee.function.params)
        for inner in callee.function.calls
    )


def _ends_or_begins(project: Project, unit: Unit) -> bool:
    """Whether the owner ends here, is made here, or begins anew."""
    anew = unit.function.name in project.knowledge.vocabulary.reconnect_methods
    begins = unit.function.kind != "function" or project.occasions.is_making(unit)
    return anew or begins or project.roles.is_ending(unit)
