"""Whether code of the project that is given an open resource only uses it, or may close it or give it away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wshygiene_checks.facts import Block, Call, Exit, Store, Value
from wshygiene_checks.project import Did, Family, Place, Project, Unit, of_locals, places_in, root_of
from wshygiene_checks.rules.connections.teardown import ENDS

# What runs the function that it is given, with the arguments behind it.
_RUNNERS = frozenset(
    "start_soon call_soon call_soon_threadsafe call_later call_at run_in_executor to_thread run_sync submit "
    "start_background_task start_new_thread add_callback spawn spawn_callback".split()
)
_DEEPEST = 3  # from hand to hand: further away nobody lends
_ALIASES = ("path", "element", "copy")
_EXITS = ("__exit__", "__aexit__")
_PASSES = ("hand", "leave", "await")
_PROPERTIES = frozenset({"property", "functools.cached_property"})  # what these return, all others use in their place


class Lending:
    """Answers for one kind of resource: ``ends`` are the names of the methods that end it."""

    def __init__(self, project: Project, ends: Iterable[str]) -> None:
        self.project = project
        self.ends = ENDS.union(ends, _EXITS)

    def is_lent(self, unit: Unit, call: Call, value: Value | None, depth: int = 0) -> bool:
        """Whether every function that a call may run is in sight, and none ends what it is given, or passes it on."""
        if value is None or value.kind not in ("path", "call") or depth > _DEEPEST:
            return False
        callees, args = _run_by(self.project, unit, call)
        names = {_parameter(callee, call, args, value) for callee in callees}
        return bool(callees) and "" not in names and all(self._only_uses(each, names, depth) for each in callees)

    def only_uses(self, callee: Unit, parameter: str) -> bool:
        """Whether a function neither ends what it is given under this name, nor lets anybody have it who may."""
        return self._only_uses(callee, {parameter}, 0)

    def uses(self, unit: Unit, call: Call, value: Value | None, methods: frozenset[str], depth: int = 0) -> bool:
        """Whether a function that a call may run calls one of these methods on what it is given, or lends it on."""
        if value is None or value.kind not in ("path", "call") or depth > _DEEPEST:
            return False
        callees, args = _run_by(self.project, unit, call)
        for callee in callees:
            name = _parameter(callee, call, args, value)
            places = places_in((callee, *self.project.nested(callee)), of_locals)
            if name and any(self._does(place, methods, depth) for place in self._kept_in(callee, places[f"%{name}"])):
                return True
        return False

    def _kept_in(self, callee: Unit, place: Place) -> Iterator[Place]:
        """A parameter, and the attributes of the object that keep it."""
        yield place
        family = self.project.family(callee)
        if family is not None:
            roots = {root_of(did.what.path)[0] for did in place.kept if _is_it(did)}
            yield from (family.places[root] for root in sorted(roots) if root.startswith("self."))

    def _does(self, place: Place, methods: frozenset[str], depth: int) -> bool:
        return bool(place.calls_to(methods, "")) or any(
            self.uses(did.unit, did.what, did.value, methods, depth + 1) for did in place.handed if _is_it(did)
        )

    def reads_method(self, call: Call) -> bool:
        """Whether ``getattr(session, method)`` only fetches a method, which is none of those that end it."""
        if call.path != "getattr" or len(call.args) < 2:
            return False
        wanted = call.args[1]
        return wanted.kind != "constant" or wanted.path.strip("'\"") not in self.ends

    def _only_uses(self, callee: Unit, names: set[str], depth: int) -> bool:
        if any(f"%{name}" == store.path for store in callee.function.stores for name in names):
            return False  # from there on the name stands for something else, or for either
        places = places_in((callee, *self.project.nested(callee)), of_locals)
        family = self.project.family(callee)
        return all(self._is_harmless(family, places[f"%{name}"], depth) for name in names)

    def _is_harmless(self, family: Family | None, place: Place, depth: int) -> bool:
        """Whether nothing that is done with a place ends what it holds, or lets anybody else have it."""
        given: list[Did[Call] | Did[Exit] | Did[Store]] = [*place.handed, *place.left, *place.kept]
        return not (
            place.calls_to(self.ends)
            or place.awaited
            or any(did.what.kind.endswith("with") and _is_it(did) for did in place.iterated)
            or any(did.part.lstrip(".") in self.ends for did in given)
            or not all(self._stays(family, did, depth) for did in given if _is_it(did))
        )

    def _stays(self, family: Family | None, did: Did[Call] | Did[Exit] | Did[Store], depth: int) -> bool:
        what = did.what
        if isinstance(what, Exit):
            name = did.unit.function.name
            is_property = any(each.path in _PROPERTIES for each in did.unit.function.decorators)
            return is_property and family is not None and self._rests(family, f"self.{name}", depth)
        if isinstance(what, Call):
            return self._is_borrowed(did.unit, what, did.value, depth)
        if did.value is None or did.value.kind not in _ALIASES:
            return False
        if what.path.startswith("%"):
            return "." not in what.path and "[" not in what.path
        return family is not None and what.path.count(".") == 1 and self._rests(family, what.path, depth)

    def _is_borrowed(self, unit: Unit, call: Call, value: Value | None, depth: int) -> bool:
        owners = self.project.matcher.owners(unit, call)
        if owners:
            return all(owner.takes == "borrows" for owner in owners)
        if call.name == "run_in_executor" and call.args and value is call.args[0]:
            return True  # the executor runs something, and is there for the next call
        return self.is_lent(unit, call, value, depth + 1)

    def _rests(self, family: Family, path: str, depth: int) -> bool:
        """Whether an attribute that keeps it is only used, by its own class and by everybody else."""
        if not path.startswith("self.") or family.unknown_bases or depth > _DEEPEST:
            return False
        root = root_of(path)[0]
        done = self.project.done_to(family, root[5:])
        return not done & self.ends.union(_PASSES) and self._is_harmless(family, family.places[root], depth + 1)


def _run_by(project: Project, unit: Unit, call: Call) -> tuple[Sequence[Unit], Sequence[Value]]:
    """The functions that a call runs, and the arguments that they get by position."""
    callees = _callees(project, unit, call)
    if callees or call.name not in _RUNNERS:
        return callees, call.args
    for position, given in enumerate(call.args):
        found = project.types.callee(unit, given.path) if given.kind == "path" else ()
        if found:
            return found, call.args[position + 1 :]
    return (), ()


def _callees(project: Project, unit: Unit, call: Call) -> list[Unit]:
    """The functions that run; of a class its constructor, and nothing where that may stand in an unknown base."""
    family = project.families.family(call.path)
    if family is None:
        return project.types.callee(unit, call.path)
    return [] if family.unknown_bases else list(family.methods.get("__init__", ()))


def _parameter(callee: Unit, call: Call, args: Sequence[Value], value: Value) -> str:
    """The name under which a function gets one of the arguments; empty where it cannot be told."""
    keyword = next((name for name, given in call.keywords if given is value), "")
    if keyword:
        return keyword if any(each.name == keyword for each in callee.function.params) else ""
    named_class = callee.name == call.path and bool(callee.function.owner)  # `Base.__init__(self, socket)`
    own = int(named_class and bool(args) and args[0].path == "self")
    position = next((n for n, given in enumerate(args[own:]) if given is value), None)
    params = callee.function.params
    return params[position].name if position is not None and position < len(params) else ""


def _is_it(did: Did[Call] | Did[Exit] | Did[Store] | Did[Block]) -> bool:
    """Whether it is the thing itself, and not a response, which ``session.get()`` gives, nor the text of one."""
    value = did.value
    return did.part == "" and (value is None or not (value.kind in ("element", "path") and "[" in value.path))
