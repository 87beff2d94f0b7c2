"""Objects that enter themselves into a registry which outlives them, and never leave it where they end."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import FINALIZER, Family, Project, runs_at_collection
from wshygiene_checks.rules.connections.teardown import Teardown, in_earnest, teardown_of
from wshygiene_checks.rules.findings import finding, lower, plain, seen
from wshygiene_checks.rules.growth.aliases import shrinks_under_another_name
from wshygiene_checks.rules.growth.changes import Addition, Removal, additions, escapes, removals
from wshygiene_checks.rules.growth.containers import Container, containers
from wshygiene_checks.rules.growth.growth import is_last, shrinks_elsewhere

CODE = "WSH311"


def kept_alive(project: Project) -> Iterator[tuple[Container, Finding]]:
    """Registries of objects that only their ``__del__`` takes out, or that nothing takes out where they are closed.

    ``__del__`` does not run while the registry refers to the object.
    """
    named = _where_objects_enter_themselves(project)
    for container in containers(project) if named else ():
        if container.attribute in named and _is_shared(project, container):
            entered = next((each for each in additions(project, container) if _of_itself(each)), None)
            family = project.family(entered.unit) if entered else None
            taken_out = [each for each in removals(project, container) if not is_last(project, container, each)]
            if entered is None:
                continue
            if taken_out and all(runs_at_collection(project, each.unit) for each in taken_out):
                yield container, _finding(project, container, entered, taken_out[0])
            elif not taken_out and family and _is_made_once(project, container, entered):
                teardown = in_earnest(project, family, teardown_of(project, family))
                if teardown.roots:
                    yield container, _left_when_closed(container, entered, family, teardown)


def _where_objects_enter_themselves(project: Project) -> frozenset[str]:
    """The last names of what anybody adds ``self`` to."""
    calls = project.sites.named(project.knowledge.vocabulary.grow)
    stores = ((store, store.key) for unit in project.units for store in unit.function.stores)
    paths = {call.receiver for _, call in calls if any(value.is_self for value in call.args)}
    entered = (store for store, key in stores if key is not None and (store.value.is_self or key.is_self))
    paths |= {store.path.removesuffix("[]") for store in entered}
    return frozenset(path.rpartition(".")[2] for path in paths)


def _is_shared(project: Project, container: Container) -> bool:
    """Whether all objects use the same one: an annotation alone may also declare what each of them gets."""
    if container.shared or container.unit.function.kind != "class" or container.family is None:
        return container.shared
    remade = any(
        did.what.kind == "set" and not did.part and not container.is_made_by(did) for did in container.place.set
    )
    return not (remade or container.family.unknown_bases)


def _is_made_once(project: Project, container: Container, entered: Addition) -> bool:
    """Whether each new object adds an entry of its own, and no other code can take it out."""
    if container.sort == "dict" and not (entered.key and entered.key.is_self):
        return False  # a later object of the same name takes the place of this one
    if not project.occasions.is_making(entered.unit) or shrinks_elsewhere(project, container):
        return False
    return not (escapes(container) or shrinks_under_another_name(project, container))


def _of_itself(addition: Addition) -> bool:
    """Whether it is the object itself that is kept, and not a weak reference to it."""
    return any(value is not None and value.is_self for value in (addition.key, addition.value))


def _left_when_closed(container: Container, entered: Addition, family: Family, teardown: Teardown) -> Finding:
    name, ending = container.name_in(entered.unit), teardown.roots[0]
    owner, end = plain(family.main.definition.qualname), ending.function.name
    message = (
        f"`{name}` keeps every `{owner}` for ever: each new one enters itself, and nothing takes it out again. "
        f"Take it out in `{end}()`, or make `{name}` a `weakref.WeakSet`."
    )
    evidence = (
        seen(container.unit, container.store, f"`{name}` is made here, for all objects"),
        seen(ending, ending.function.line, f"`{end}` ends the object, and leaves it in `{name}`"),
    )
    confidence: Confidence = "info" if family.unknown_bases else "medium"
    return _told(container, entered, message, confidence, evidence)


def _finding(project: Project, container: Container, entered: Addition, taken_out: Removal) -> Finding:
    name, unit = container.name_in(entered.unit), entered.unit
    family = project.family(unit)
    owner = plain(family.main.definition.qualname) if family else unit.function.qualname
    message = (
        f"`{name}` keeps every `{owner}` for ever: only `{FINALIZER}` takes one out, and that does not run while "
        f"`{name}` refers to it. Make it a `weakref.WeakSet`, or take the object out where it ends."
    )
    evidence = (
        seen(container.unit, container.store, f"`{name}` is made here, and holds what is in it"),
        seen(taken_out.unit, taken_out.what, f"`{FINALIZER}` never gets here"),
    )
    confidence = lower("high") if family is None or family.unknown_bases else "high"
    return _told(container, entered, message, confidence, evidence)


def _told(
    container: Container, entered: Addition, message: str, confidence: Confidence, evidence: tuple[Evidence, ...]
) -> Finding:
    subject = container.path if container.family else container.attribute
    owner = container.owner
    return finding(
        CODE,
        entered.unit,
        entered.what,
        message,
        subject=subject,
        confidence=confidence,
        owner=owner,
        evidence=evidence,
    )
