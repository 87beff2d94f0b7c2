"""Handlers that a method of the same object is given to register: ``self._listen("news", self._on_news)``."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.project import Project, Unit


def through_helpers(project: Project, unit: Unit, call: Call) -> Iterator[tuple[Unit, Call]]:
    """Where a registration is asked for of the method that makes it, read as if it were made there.

    Only if the method was given something to pass on, and keeps nothing of what it gets for it to itself.
    """
    function = unit.function
    params = [each.name for each in function.params]
    values = (*call.args, *[value for _, value in call.keywords])
    passed_on = any(value.kind == "path" and value.path[:1] == "%" and value.path[1:] in params for value in values)
    of_object = function.owner and not function.parent and call.receiver.startswith("self.")
    if not (passed_on and of_object and call.use in ("drop", "return")):
        return
    for where, asked in project.sites.named({function.name}):
        if asked.receiver == "self" and [each.name for each in project.types.callee(where, asked.path)] == [unit.name]:
            yield where, _as_if_there(asked, call, params)


def _as_if_there(asked: Call, made: Call, params: list[str]) -> Call:
    """The call that the method makes, with what it was asked to pass on, in the place where it was asked."""
    given = {f"%{name}": value for n, name in enumerate(params) if (value := asked.argument(n, name)) is not None}
    return asked._replace(
        path=made.path,
        name=made.name,
        args=tuple([_given(given, value) for value in made.args]),
        keywords=tuple([(name, _given(given, value)) for name, value in made.keywords]),
        use=asked.use if made.use == "return" else made.use,
    )


def _given(given: dict[str, Value], value: Value) -> Value:
    return given.get(value.path, value) if value.kind == "path" else value
