"""Functions under ``functools.cache`` that remember an instance, a connection or a request for ever."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Value
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Family, Project, Unit
from wshygiene_checks.rules.findings import plain, seen
from wshygiene_checks.rules.growth.provenance import origin
from wshygiene_checks.rules.growth.timing import surely_runs_again, when

CODE = "WSH307"
_CACHES = frozenset({"functools.cache", "functools.lru_cache()"})


def memoized_calls(project: Project) -> Iterator[Finding]:
    """Cached functions that are given connections, what peers send, or belong to a short-lived object."""
    around = {unit.name: unit for unit in project.units if unit.function.kind in ("class", "module")}
    for unit in project.units:
        for decorator in unit.function.decorators:
            if decorator.path in _CACHES:
                outer = around.get(unit.owner) if unit.owner else around.get(f"{unit.file.module}.<module>")
                if decorator.path == "functools.cache" or (outer and _has_no_limit(outer, decorator)):
                    yield from _judge(project, unit, outer)


def _has_no_limit(outer: Unit, decorator: Value) -> bool:
    call = outer.call_by_order(decorator.call)
    limit = call.argument(0, "maxsize") if call else None
    return limit is not None and limit.path == "None"


def _judge(project: Project, unit: Unit, outer: Unit | None) -> Iterator[Finding]:
    words = project.knowledge.vocabulary
    function = unit.function
    entry = project.roles.entry(unit)
    connection = next((each.name for each in function.params if each.name in words.connection_params), None)
    static = any(value.path in ("staticmethod", "classmethod") for value in function.decorators)
    if connection is None and entry is not None and function.params:
        connection = function.params[0].name
    if connection:
        yield _finding(unit, outer, f"`{connection}`", "high" if entry else "medium")
    elif not unit.owner and (fed := next(_fed_by_peers(project, unit), None)):
        yield _finding(unit, outer, f"`{plain(fed.path)}`", "medium")
    elif unit.owner and not static:
        family = project.family(unit)
        if family is not None and _has_many(project, family):
            yield _finding(unit, outer, f"the `{family.main.definition.name}`", "medium")


def _has_many(project: Project, family: Family) -> bool:
    """Whether there is a new object of the class for each connection or message, which no other one is equal to."""
    if project.roles.lifetime(family) == "connection":
        return True
    bases = {base for name in family.names for base in project.families.ancestors(name)}
    decorated = any(member.definition.decorators for member in family.members)  # by `dataclass`, say
    if decorated or "__hash__" in family.methods or any(base.startswith("enum.") for base in bases):
        return False
    made = project.sites.named({member.definition.name for member in family.members})
    return any(
        project.families.resolve(call.path) in family.names
        and surely_runs_again(project, where)
        and when(project, where) == "event"
        for where, call in made
    )


def _fed_by_peers(project: Project, unit: Unit) -> Iterator[Value]:
    """What the function is called with that comes from a connection or a message, wherever that is."""
    for where, call in project.sites.named({unit.function.name}):
        if call.path == unit.name and surely_runs_again(project, where):
            for value in call.args:
                if value.path and origin(project, where, value) in ("connection", "message"):
                    yield value


def _finding(unit: Unit, outer: Unit | None, what: str, confidence: Confidence) -> Finding:
    """A finding at the line of the ``def``: a decorator without arguments is no call that could be pointed at."""
    function = unit.function
    message = (
        f"`{function.qualname}()` remembers every call for ever, and with it {what} of each. The cache has no limit "
        f"and belongs to the program, not to the connection. Give `lru_cache` a `maxsize`, or keep the result on the "
        f"object."
    )
    return Finding(
        code=CODE,
        path=unit.file.path,
        line=function.line,
        column=1,
        end_line=function.line,
        end_column=1,
        message=message,
        confidence=confidence,
        owner=function.qualname,
        subject=function.qualname,
        evidence=(seen(outer, function.line, "the cache is made here"),) if outer else (),
    )
