"""WSH310: a closure that uses a connection is kept in a container which outlives it."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Value
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, lower, plain, seen
from wshygiene_checks.rules.growth.changes import Addition
from wshygiene_checks.rules.growth.confidence import weakened
from wshygiene_checks.rules.growth.growth import Growth, growths
from wshygiene_checks.rules.growth.provenance import is_surely_connection, origin

CODE = "WSH310"


def find(project: Project) -> Iterator[Finding]:
    """Lambdas and nested functions over a connection, put where nobody takes them out again."""
    for growth in growths(project, until_teardown=True):
        for addition in growth.additions if growth.lives_long is not False else ():
            held = next(_connections(project, addition), None)
            if held is not None:
                yield _finding(project, growth, addition, held)
                break


def _connections(project: Project, addition: Addition) -> Iterator[Value]:
    """The connections of the function around it that the closure uses."""
    value, unit = addition.value, addition.unit
    if value is None or value.kind not in ("lambda", "function"):
        return
    inner = project.types.function(f"{unit.name}.{value.path[1:]}") if value.kind == "function" else None
    own = {f"%{parameter.name}" for parameter in inner.function.params} if inner else set[str]()
    names = _read_in(inner) if inner else value.names
    for root in dict.fromkeys(name.partition(".")[0] for name in names if name.startswith("%")):
        local = Value("path", root, -1, (root,))
        if root not in own and origin(project, unit, local) == "connection":
            yield local


def _read_in(unit: Unit) -> Iterator[str]:
    for call in unit.function.calls:
        yield call.path
        yield from (name for value in call.args for name in value.names)


def _finding(project: Project, growth: Growth, addition: Addition, held: Value) -> Finding:
    container, unit = growth.container, addition.unit
    confidence: Confidence = "medium" if is_surely_connection(project, unit, held) else "info"
    if growth.lives_long is None:
        confidence = lower(confidence)
    name = plain(held.path)
    return finding(
        CODE,
        unit,
        addition.what,
        f"`{container.name}` keeps a function that uses `{name}`, and with it the connection and all that it refers "
        f"to. Nothing takes it out when the connection ends. Keep the function in a name, and remove it in a "
        f"`finally`.",
        subject=container.path if container.family else container.attribute,
        confidence=weakened(project, growth, confidence),
        owner=container.owner,
        evidence=(seen(container.unit, container.store, f"`{container.name}` is made here, and outlives connections"),),
    )
