"""Functions that run when the application starts, or for as long as it runs: hooks and lifespans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from wshygiene_checks.packs import EntryPoint
from wshygiene_checks.project import Project, Unit

_REGISTERS = ("append", "add_event_handler")
_MANAGERS = ("asynccontextmanager", "contextmanager")


class Startup(NamedTuple):
    """Code that starts the application: a ``hook``, or a ``lifespan`` that yields while the application runs."""

    unit: Unit
    kind: Literal["hook", "lifespan"]

    @property
    def yields_at(self) -> int:
        """The order of the ``yield`` that everything before it happens at start-up."""
        return next((leaving.order for leaving in self.unit.function.exits if leaving.kind == "yield"), 0)


def startups(project: Project) -> tuple[Startup, ...]:
    """All start-up code of the project, worked out once."""
    return project.shared(_found)


def is_startup(project: Project, unit: Unit) -> bool:
    """Whether a function is start-up code of the application."""
    return any(startup.unit.name == unit.name for startup in startups(project))


def _found(project: Project) -> tuple[Startup, ...]:
    return tuple(_find(project))


def _find(project: Project) -> Iterator[Startup]:
    points = [point for point in project.knowledge.entry_points if point.lifetime == "application"]
    passed = _passed(project)
    names = {path.rpartition(".")[2].removeprefix("%") for path in passed}
    for unit in project.units:
        function = unit.function
        if function.kind != "function" or not (function.decorators or function.name in names):
            continue
        role = passed.get(unit.name) or passed.get(f"%{function.name}") or _decorated(project, unit, points)
        yields = bool(role) and any(leaving.kind == "yield" for leaving in function.exits)
        if yields and role == "whole":
            yield Startup(unit, "lifespan")
        elif not yields and role == "startup":
            yield Startup(unit, "hook")


def _passed(project: Project) -> dict[str, str]:
    """Functions that are handed to the application: ``lifespan=``, ``on_startup.append``, ``cleanup_ctx.append``."""
    found = {}
    for unit in project.units:
        for call in unit.function.calls:
            for word, lifespan in call.keywords:
                if word == "lifespan" and lifespan.path:
                    found[lifespan.path] = "whole"
            if call.name not in _REGISTERS:
                continue
            if call.args and call.path.endswith(".on_startup.append"):
                found[call.args[0].path] = "startup"
            elif call.args and call.path.endswith(".cleanup_ctx.append"):
                found[call.args[0].path] = "whole"
            elif len(call.args) > 1 and call.name == "add_event_handler" and call.args[0].path == "'startup'":
                found[call.args[1].path] = "startup"
    return found


def _decorated(project: Project, unit: Unit, points: list[EntryPoint]) -> str:
    for decorator in unit.function.decorators:
        last = decorator.path.removesuffix("()").rpartition(".")[2]
        for point in points:
            if f".{last}" in point.decorators and project.roles.is_decorated(unit, decorator, point):
                return point.role
            if last in _MANAGERS and unit.function.name in point.methods and point.role == "whole" and not point.bases:
                return "whole"
    return ""
