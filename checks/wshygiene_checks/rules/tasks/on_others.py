"""Tasks that are put on another object, under a name that no code of the project ever reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Acquisition, Project
from wshygiene_checks.rules.connections.startup import is_startup
from wshygiene_checks.rules.findings import finding, lower, plain
from wshygiene_checks.rules.tasks.coroutines import coroutine_name, coroutine_of, running_time, time_of
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process

_REFLECTS = frozenset({"getattr", "vars", "attrgetter", "__getattribute__"})


def never_read_on_others(
    code: str, project: Project, started: Iterable[tuple[Acquisition, Acquisition]]
) -> Iterator[Finding]:
    """Tasks that loop for long, kept in ``subscription.state.beat`` where nothing in the project reads a ``beat``."""
    for acquisition, inner in started:
        for path in _paths(acquisition):
            name = path.rpartition(".")[2]
            if name in project.shared(_read) or belongs_to_the_process(acquisition.unit):
                continue
            if is_startup(project, acquisition.unit):
                continue  # it runs for as long as the application does
            running = running_time(project, inner)
            if running == "endless":
                yield _finding(code, acquisition, path, "medium")
            elif running == "long" or (running == "unknown" and _loops_by_name(project, inner)):
                yield _finding(code, acquisition, path, lower("medium"))


def _loops_by_name(project: Project, inner: Acquisition) -> bool:
    """Whether all methods of the project that have the name of the coroutine loop for long."""
    coroutine = coroutine_of(inner)
    name = coroutine.path.removesuffix("()").rpartition(".")[2] if coroutine else ""
    named = [unit for unit in project.units if unit.owner and unit.function.name == name]
    return bool(named) and all(time_of(project, unit) in ("endless", "long") for unit in named)


def _paths(acquisition: Acquisition) -> tuple[str, ...]:
    """The attributes of other objects that are all there is to keep it."""
    call = acquisition.call
    return call.targets if call.use == "store" and all(map(_is_on_another, call.targets)) else ()


def _is_on_another(path: str) -> bool:
    """``state.beat`` of a local and ``self.state.beat``, but not the object's own ``self.beat``."""
    base, _, name = path.rpartition(".")
    return base.startswith(("self.", "%")) and name.isidentifier()


def _read(project: Project) -> frozenset[str]:
    """All names of attributes that code of the project reads, or writes out as a text that may name one."""
    read = {name for file in project.files for name in file.loaded}
    for _, call in project.sites.named(_REFLECTS):
        read.update(value.path.strip("'\"") for value in call.args if value.kind == "constant")
    return frozenset(read)


def _finding(code: str, acquisition: Acquisition, path: str, confidence: Confidence) -> Finding:
    name = plain(path)
    message = (
        f"`{name}` holds the task that runs `{coroutine_name(acquisition)}`, and no code ever reads a "
        f"`{name.rpartition('.')[2]}`: nobody can cancel the task. It goes on when the object is of no use any more. "
        "Cancel it where that ends."
    )
    return finding(code, acquisition.unit, acquisition.call, message, subject=name, confidence=confidence)
