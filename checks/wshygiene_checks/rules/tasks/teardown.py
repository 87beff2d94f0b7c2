"""What the teardown of a class reaches, and what it releases there: the evidence that one thing was forgotten."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from wshygiene_checks.facts import Call, Store
from wshygiene_checks.finding import Evidence
from wshygiene_checks.project import FINALIZER, Did, Family, Obligation, Project, Unit, root_of
from wshygiene_checks.rules.computed import may_be_reached
from wshygiene_checks.rules.counterparts import bare_name
from wshygiene_checks.rules.findings import plain, seen_at
from wshygiene_checks.rules.tasks.keys import is_only_a_key

_WORDS = r"[A-Z]?[a-z]+|[A-Z]+"

_ALIASES = ("path", "element", "copy", "values")

# Methods of these names end something smaller than their object: an entry, a subscription, the current run.
_PARTIAL = frozenset("remove clear reset cancel leave unsubscribe unsubscribe_all release detach deactivate".split())


def teardowns(project: Project, family: Family) -> list[Unit]:
    """The methods of a class family that end the object or its connection."""
    return [
        unit
        for unit in family.units
        if unit.function.owner
        and project.roles.is_teardown(unit)
        and unit.function.name.lstrip("_") not in _PARTIAL
        and _does_something(unit)
    ]


def is_torn_down(project: Project, family: Family) -> bool:
    """Whether something ends the object: a method of the class, or the framework together with the connection."""
    return bool(teardowns(project, family)) or project.roles.lifetime(family) == "connection"


def _does_something(unit: Unit) -> bool:
    """Whether a method has a body at all; an abstract one, or one to be overridden, releases nothing."""
    function = unit.function
    return bool(function.calls or function.stores or function.awaits) and not any(
        leaving.value.path.startswith("NotImplementedError") for leaving in function.exits
    )


def reached(family: Family, units: Iterable[Unit]) -> list[Unit]:
    """These functions and all methods of the family that they call, hand on, or define inside, at any depth."""
    found = {unit.name: unit for unit in units}
    waiting = list(found.values())
    while waiting:
        unit = waiting.pop()
        for name in _mentioned(unit):
            for method in family.methods.get(name, ()):
                if method.name not in found:
                    found[method.name] = method
                    waiting.append(method)
        for nested in family.units:
            if nested.function.parent == unit.function.qualname and nested.name not in found:
                found[nested.name] = nested
                waiting.append(nested)
    return list(found.values())


def _mentioned(unit: Unit) -> Iterator[str]:
    """Names of own methods that a function calls or passes on."""
    for call in unit.function.calls:
        if call.receiver in ("self", "super()") or call.receiver.startswith("super("):
            yield call.name
        for value in (*call.args, *[value for _, value in call.keywords]):
            yield from (name[5:] for name in value.names if name.startswith("self."))


def teardown_reach(project: Project, family: Family) -> list[Unit]:
    """Everything that runs when an object of this family is torn down."""
    return reached(family, teardowns(project, family))


def released_in(project: Project, units: Iterable[Unit]) -> Iterator[Did[Call]]:
    """The calls in these functions that release something the object holds."""
    for unit in units:
        for call in unit.function.calls:
            if call.name in project.knowledge.releases and call.receiver.startswith("self."):
                yield Did(unit, call, "")


def siblings_released(project: Project, family: Family, root: str) -> list[Evidence]:
    """Where teardown releases other things that the object holds: one place for each, at most three."""
    found: dict[str, Evidence] = {}
    for did in released_in(project, teardown_reach(project, family)):
        other = root_of(did.what.receiver)[0]
        if other != root and other not in found:
            where = did.unit.function.name
            found[other] = seen_at(did, f"`{where}()` calls `{plain(did.what.path)}()`, and leaves `{plain(root)}`")
    return list(found.values())[:3]


def ends_something(project: Project, unit: Unit) -> bool:
    """Whether a function is named like one that ends something: ``close``, ``async_reset``, ``stop_heartbeat``."""
    words = [word.lower() for word in re.findall(_WORDS, bare_name(unit.function.name))]
    return bool(words) and (words[0] in project.knowledge.vocabulary.teardown_methods or words[0].startswith("un"))


def _hears_of_an_end(project: Project, unit: Unit) -> bool:
    """Whether a function is named like one that is called when something has ended: ``_handle_stream_end``."""
    words = [word.lower() for word in re.findall(_WORDS, unit.function.name)]
    told = bool(words) and words[0] in ("on", "handle")
    return told and words[-1].removesuffix("ed") in project.knowledge.vocabulary.teardown_methods


def callable_from_outside(project: Project, family: Family, unit: Unit) -> bool:
    """Whether a method named for ending things may be called by somebody else: it is public, or handed on."""
    if _hears_of_an_end(project, unit):
        return True
    if not ends_something(project, unit):
        return False
    path = f"self.{unit.function.name}"
    place = family.places[path]
    if not unit.function.name.startswith("_") or place.kept or any(did.unit.name != unit.name for did in place.handed):
        return True
    return not any(call.path == path for other in family.units for call in other.function.calls)


def ending_reach(project: Project, family: Family, arming: Unit) -> list[Unit]:
    """Everything that runs when an object is torn down, or when somebody calls a method of it that ends things.

    A method that leads back to ``arming``, which arms the timer, ends nothing: it stops a motor, say, and polls on.
    """
    found = teardown_reach(project, family)
    for unit in family.units:
        if unit.function.owner and callable_from_outside(project, family, unit):
            within = reached(family, (unit,))
            found += within if all(other.name != arming.name for other in within) else []
    return found


def transferred(obligation: Obligation) -> bool:
    """Whether the handle goes to somebody else; a local name for it is only an alias."""
    return any(
        not (isinstance(did.what, Store) and did.what.path.startswith("%") and did.what.value.kind in _ALIASES)
        for did in obligation.transfers
        if not (isinstance(did.what, Call) and _is_key(obligation, did))
    )


def _is_key(obligation: Obligation, did: Did[Call]) -> bool:
    family = obligation.family
    return family is not None and is_only_a_key(family, obligation.root, did)


def settled(obligation: Obligation) -> bool:
    """Whether anything at all may release it: like `Obligation.discharged`, but an alias alone does not."""
    known = obligation.releases or obligation.awaits or obligation.released_outside or obligation.flow.managed
    if known or transferred(obligation):
        return True
    ends = obligation.acquisition.entry.release
    return obligation.family is not None and may_be_reached(obligation.family, obligation.root, ends)


def ends_before(family: Family, unit: Unit, order: int, endings: Container[str], since: int = -1) -> bool:
    """Whether a method calls one of these functions before a certain step, through whatever methods of its object."""
    return any(
        since < call.order < order
        and (call.receiver == "self" or call.receiver.startswith("super("))
        and any(callee.name in endings for callee in reached(family, family.methods.get(call.name, ())))
        for call in unit.function.calls
    )


def only_replaced(project: Project, obligation: Obligation) -> bool:
    """Whether it is cancelled only where a new one takes its place, and the teardown of its object ends others."""
    family, replacing = obligation.family, [did.unit for did in obligation.releases]
    others = obligation.awaits or obligation.released_outside or obligation.flow.managed or transferred(obligation)
    if family is None or others or not replacing:
        return False
    ending = teardown_reach(project, family)
    starts = {did.unit.name for did in obligation.place.set if did.what.value.call >= 0}
    apart = starts - {unit.name for unit in ending}
    return _cancels_another(ending, obligation.root) and all(_only_run_by(family, unit, apart) for unit in replacing)


def cancels_all_tasks(project: Project, family: Family) -> bool:
    """Whether teardown cancels whatever runs on the loop: ``for task in asyncio.all_tasks(): task.cancel()``."""
    return {"cancel", "all_tasks"} <= {
        call.name for unit in teardown_reach(project, family) for call in unit.function.calls
    }


def _only_run_by(family: Family, unit: Unit, names: set[str], deep: int = 3) -> bool:
    """Whether it is one of these functions, or a method that only they call, or that only such methods call."""
    if unit.name in names:
        return True
    path = f"self.{unit.function.name}"
    callers = [each for each in family.units if any(call.path == path for call in each.function.calls)] if deep else []
    return bool(callers) and all(_only_run_by(family, each, names, deep - 1) for each in callers)


def _cancels_another(ending: list[Unit], root: str) -> bool:
    """Whether a teardown cancels something else that the object keeps, itself or through a function it is given to."""
    for unit in ending:
        for call in unit.function.calls:
            if "cancel" in call.name:
                named = {root_of(path)[0] for path in (call.receiver, *(value.path for value in call.args))}
                if any(path.startswith("self.") and path != root for path in named):
                    return True
    return False


def first_teardown(project: Project, family: Family) -> str:
    """The method in which the release belongs, as a person writes it; ``on teardown`` where there is none.

    One that is given a connection ends only that, so it comes last; before it what hears that something else has ended,
    such as a handler for the end of a connection that is made anew. Where the framework ends the connection, its hook
    for that is the place, though the class may not have it yet. ``__del__`` is none: what runs may not let it run.
    """
    words, hook = project.knowledge.vocabulary.connection_params, project.roles.closing_hook(family)

    def ends_less(unit: Unit) -> tuple[bool, bool]:
        of_many = any(each.name in words and not each.optional for each in unit.function.params)
        return of_many, unit.function.name != hook and _hears_of_an_end(project, unit)

    on_purpose = [unit for unit in teardowns(project, family) if unit.function.name != FINALIZER]
    found = min(on_purpose, key=ends_less, default=None)
    if found is not None:
        return f"in `{found.function.owner.rpartition('.')[2]}.{found.function.name}()`"
    return f"in `{family.main.definition.name}.{hook}()`" if hook else "on teardown"
