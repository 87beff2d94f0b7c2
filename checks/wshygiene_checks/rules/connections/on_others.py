"""What is opened and put on another object, where no code of the project closes anything of that name."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Function, Value
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Acquisition, Project
from wshygiene_checks.rules.connections.inferred import acquired
from wshygiene_checks.rules.connections.programs import is_program
from wshygiene_checks.rules.connections.resources import is_resource
from wshygiene_checks.rules.connections.teardown import ENDS
from wshygiene_checks.rules.findings import finding, plain

_KINDS = ("session", "connection")
_EXITS = ("__exit__", "__aexit__")
_ANYTHING = ("object", "typing.Any")  # annotations that say nothing of the class


def unclosed_on_others(code: str, project: Project) -> Iterator[Finding]:
    """Sessions and connections in ``self.api.session`` or ``bot.session``, if nothing closes or passes on a `session`.

    Only the name is asked for: whatever is closed under it, on whatever object, speaks in favour of the code.
    """
    told = set()
    for acquisition in acquired(project, *_KINDS):
        if not is_resource(acquisition) or is_program(acquisition.unit):
            continue
        for path in dict.fromkeys(_paths(project, acquisition)):
            place = (acquisition.unit.name, path)
            if place not in told and _is_left(project, acquisition, path.rpartition(".")[2]):
                told.add(place)
                yield _finding(code, acquisition, path)


def _paths(project: Project, acquisition: Acquisition) -> Iterator[str]:
    """The attributes that keep it; not those of a library's objects, which may close what they are given."""
    unit, entry = acquisition.unit, acquisition.entry
    flow = project.flow(unit, acquisition.call, entry.elements)
    if flow.managed or flow.deferred or (flow.outermost is not acquisition.call and not entry.awaited):
        return
    for root, part in flow.kept:
        if root.startswith(("self.", "%")) and part.startswith(".") and part[1:].isidentifier():
            types = project.types.of(unit, root)
            told = [project.families.resolve(name) for name in types if name not in _ANYTHING]
            in_sight = all(name in project.families.classes for name in told)
            if in_sight and _is_used(project, acquisition, part[1:]):
                yield f"{root}{part}"


def _is_used(project: Project, acquisition: Acquisition, attribute: str) -> bool:
    """Whether anything is open by then: some sessions open nothing before they are asked for the first time."""
    starts = frozenset(acquisition.entry.starts)
    return not starts or not starts.isdisjoint(project.elsewhere.get(attribute))


def _is_left(project: Project, acquisition: Acquisition, attribute: str) -> bool:
    """Whether nothing ends or passes on what any object has under this name, nor any class what it has itself."""
    ends, name = {*acquisition.entry.release, *_EXITS, *ENDS}, f".{attribute}"
    for unit in project.units:
        if attribute in unit.file.loaded:
            function = unit.function
            if any(call.name in ends and call.receiver.endswith(name) for call in function.calls):
                return False
            if any(_is_it(value, name) for value in _values(function)) or any(
                each.path.endswith(name) for each in function.awaits
            ):
                return False
    return True


def _values(function: Function) -> Iterator[Value]:
    """All that a function passes on, keeps, gives back, loops over or enters."""
    for call in function.calls:
        yield from (*call.args, *[value for _, value in call.keywords])
    yield from (store.value for store in function.stores)
    yield from (leaving.value for leaving in function.exits)
    yield from (value for block in function.blocks for value in block.values)


def _is_it(value: Value, name: str) -> bool:
    """Whether a value is or holds an attribute of this name: not so the answer that its method gives."""
    paths = (value.path,) if value.kind in ("path", "element") else value.names
    return value.kind != "call" and any(path.endswith(name) for path in paths)


def _finding(code: str, acquisition: Acquisition, path: str) -> Finding:
    unit, name, entry = acquisition.unit, plain(path), acquisition.entry
    is_async = unit.function.is_async
    message = (
        f"`{name}` is opened here with `{plain(acquisition.call.path)}`, on an object of another class, and no code "
        f"closes a `{name.rpartition('.')[2]}`. Call `{entry.ending(name, is_async)}` when its use ends"
        f"{entry.or_entered(is_async)}."
    )
    return finding(code, unit, acquisition.call, message, subject=name, confidence="medium")
