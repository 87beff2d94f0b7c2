"""Functions of the project that start a task for their caller: whoever calls them has a task on his hands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call
from wshygiene_checks.packs.schema import Argument
from wshygiene_checks.project import Acquisition, Did, Project, Unit
from wshygiene_checks.rules.tasks.coroutines import coroutine_of

_DECIDES = ("property", "functools.cached_property", "contextlib.contextmanager", "contextlib.asynccontextmanager")


class Wrapper(NamedTuple):
    """A function that returns the task it starts; ``keeps`` says that it also keeps a reference to it."""

    unit: Unit
    inner: Acquisition
    keeps: bool


def wrappers(project: Project) -> list[Wrapper]:
    """The functions that hand the task they start back to their caller."""
    found: dict[str, Wrapper] = {}
    for acquisition in project.of_kind("task"):
        unit = acquisition.unit
        flow = project.flow(unit, acquisition.call)
        plain = unit.function.kind == "function" and not unit.function.parent and not flow.deferred
        if plain and flow.returned and not any(value.path in _DECIDES for value in unit.function.decorators):
            before = found.get(unit.name)
            keeps = bool(flow.kept) or _handed_on(flow.handed) or (before is not None and before.keeps)
            found[unit.name] = Wrapper(unit, acquisition, keeps)
    return list(found.values())


def _handed_on(handed: list[Did[Call]]) -> bool:
    return any(not did.what.name.startswith(("is", "has")) for did in handed)


def started(project: Project) -> Iterator[tuple[Acquisition, Acquisition]]:
    """Every task that is started, be it through such a function, and the call that knows which coroutine it runs."""
    yield from ((acquisition, acquisition) for acquisition in project.of_kind("task"))
    for acquisition, wrapper in started_through(project, project.shared(wrappers)):
        yield acquisition, acquisition if any(acquisition.call.args) else wrapper.inner


def started_through(project: Project, found: list[Wrapper]) -> Iterator[tuple[Acquisition, Wrapper]]:
    """The calls of such functions, as acquisitions in the caller."""
    by_name: dict[str, list[Wrapper]] = defaultdict(list)
    for wrapper in found:
        by_name[wrapper.unit.function.name].append(wrapper)
    if not by_name:
        return
    for unit, call in project.sites.named(by_name):
        yield from _matches(project, unit, call, by_name[call.name])


def _matches(project: Project, unit: Unit, call: Call, found: list[Wrapper]) -> Iterator[tuple[Acquisition, Wrapper]]:
    callees = {callee.name for callee in project.types.callee(unit, call.path)}
    for wrapper in found:
        if wrapper.unit.name in callees and wrapper.unit.name != unit.name:
            yield _acquisition(unit, call, wrapper), wrapper
            return


def _acquisition(unit: Unit, call: Call, wrapper: Wrapper) -> Acquisition:
    """What the caller acquires: the task runs what he passes, or what the wrapper always runs."""
    coroutine = coroutine_of(wrapper.inner)
    names = [parameter.name for parameter in wrapper.unit.function.params]
    name = coroutine.path.lstrip("%").removesuffix("()") if coroutine else ""
    argument = Argument(names.index(name), name) if name in names else Argument()
    known = wrapper.inner.entry
    entry = known._replace(coroutine_arg=argument, keep_alive=known.keep_alive and not wrapper.keeps)
    return Acquisition(unit, call, entry, wrapper.inner.how)
