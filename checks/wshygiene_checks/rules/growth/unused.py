"""What would take entries out of a container, in a function that nobody calls while handlers call what adds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wshygiene_checks.facts import Call, FileFacts, Function, Value
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.growth.changes import Addition, Removal
from wshygiene_checks.rules.growth.frameworks import is_called_by_framework
from wshygiene_checks.rules.growth.provenance import origin
from wshygiene_checks.rules.growth.timing import handles_connections, is_for_one_connection

_OF_TESTS = re.compile(r"(?:^|.*/)(?:tests?/.*|test_[^/]*|[^/]*_test\.py|conftest\.py)")
_DEEPEST = 3


def unused_removal(project: Project, removed: Iterable[Removal], added: Iterable[Addition]) -> Removal | None:
    """One of the removals, if none is ever run by the project, whose own handlers of connections make the entries.

    Where others are to call the one, as of a library, they are to call the other as well.
    """
    found = list(removed)
    if not found or any(_may_run(project, each.unit) for each in found):
        return None
    running = {unit.name for each in added for unit in _run_by(project, each)}
    both = any(caller.name in running for each in found for caller, _ in _calls_of(project, each.unit))
    return found[0] if running and not both else None


def is_given_by_connections(project: Project, addition: Addition) -> bool:
    """Whether the key is a parameter for which handlers of connections give what they are called with themselves."""
    unit, path = addition.unit, addition.key.path if addition.key else ""
    position = next((n for n, each in enumerate(unit.function.params) if f"%{each.name}" == path), None)
    if position is None:
        return False
    return any(
        is_for_one_connection(project, caller)
        and _surely_means(project, caller, call.path, unit)
        and origin(project, caller, call.argument(position, path[1:])) == "connection"
        for caller, call in project.sites.named([unit.function.name])
    )


def _run_by(project: Project, addition: Addition) -> Iterator[Unit]:
    """The handlers of connections, or loops over what one sends, that make the entry or call what does."""
    unit = addition.unit
    if is_called_by_framework(project, unit) and handles_connections(project, unit):
        yield unit
    for caller, call in project.sites.named([unit.function.name]):
        if (
            _counts(caller, unit)
            and is_for_one_connection(project, caller)
            and _surely_means(project, caller, call.path, unit)
            and (
                handles_connections(project, caller)
                or any(origin(project, caller, value) == "connection" for value in call.args)
            )
        ):
            yield caller


def _surely_means(project: Project, caller: Unit, path: str, unit: Unit) -> bool:
    """Whether a call runs the function: by the type of what it is called on, or because no other has its name."""
    if not project.types.callee(caller, path) and unit.name not in project.shared(_only_ones):
        return False
    return _may_mean(project, caller, path, unit)


def _only_ones(project: Project) -> frozenset[str]:
    """Methods whose name no other class of the project has one of: what is called so means this one."""
    found: dict[str, str] = {}
    for unit in project.units:
        if unit.owner and unit.function.kind == "function":
            name = unit.function.name
            found[name] = "" if name in found else unit.name
    return frozenset(found.values())


def _may_run(project: Project, unit: Unit, depth: int = 0) -> bool:
    """Whether anything that runs calls or reads what may be the function, or a framework knows it."""
    return _is_known_outside(project, unit) or any(
        call.receiver != "self" or depth > _DEEPEST or _may_run(project, caller, depth + 1)
        for caller, call in _calls_of(project, unit)
    )


def is_called(project: Project, unit: Unit) -> bool:
    """Whether anything in the project calls or reads what may be the function, or a framework knows it."""
    return _is_known_outside(project, unit) or next(_calls_of(project, unit), None) is not None


def _is_known_outside(project: Project, unit: Unit) -> bool:
    """Whether others than its callers may run a function: what is given it, or knows it by its name or its place."""
    function, family = unit.function, project.family(unit)
    special = function.kind != "function" or bool(function.parent) or function.name.startswith("__")
    if special or function.decorators or (family is not None and family.unknown_bases):
        return True
    return is_called_by_framework(project, unit) or function.name in project.shared(_read)


def _calls_of(project: Project, unit: Unit) -> Iterator[tuple[Unit, Call]]:
    """The calls in the program that may be of the function."""
    for caller, call in project.sites.named([unit.function.name]):
        if _counts(caller, unit) and _may_mean(project, caller, call.path, unit):
            yield caller, call


def _counts(caller: Unit, unit: Unit) -> bool:
    """Whether a call is one of the program, and no test of it."""
    return not _is_of_tests(caller.file) or _is_of_tests(unit.file)


def _is_of_tests(file: FileFacts) -> bool:
    return bool(_OF_TESTS.fullmatch(file.path))


def _may_mean(project: Project, caller: Unit, path: str, unit: Unit) -> bool:
    """Whether a call of this name may run the function: where a type is known, it is that of the one or the other."""
    called = project.types.callee(caller, path)
    if called:
        return any(each.function.name == unit.function.name and _is_akin(project, each, unit) for each in called)
    receiver = path.rpartition(".")[0]
    types = project.types.of(caller, receiver) if receiver else frozenset[str]()
    known = project.shared(_class_names)
    return not types or any(type_.removesuffix("()").rpartition(".")[2] in known for type_ in types)


def _class_names(project: Project) -> frozenset[str]:
    """What the classes of the project are called: where it is imported from another root, its path is another one."""
    return frozenset([name.rpartition(".")[2] for name in project.families.classes])


def _is_akin(project: Project, called: Unit, unit: Unit) -> bool:
    """Whether it is the function itself, or that of a class of the same family."""
    family = project.family(unit)
    return called.name == unit.name or (family is not None and called.owner in family.names)


def _read(project: Project) -> frozenset[str]:
    """All names of functions that the project passes on, keeps, gives back or loops over, without calling them."""
    paths: set[str] = set()  # each is taken apart once
    for unit in project.units:
        for value in _values(unit.function):
            paths.add(value.path)
            paths.update(value.names)
    return frozenset([path.rpartition(".")[2].lstrip("%") for path in paths])


def _values(function: Function) -> Iterator[Value]:
    for call in function.calls:
        yield from call.args
        yield from [value for _, value in call.keywords]
    yield from [store.value for store in function.stores]
    yield from [leaving.value for leaving in function.exits]
    for block in function.blocks:
        yield from block.values
