"""WSH109: a reader or writer callback stays on the event loop after its file descriptor is closed."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import Acquisition, Did, Project, Unit
from wshygiene_checks.rules.findings import finding, lower, plain, seen_at
from wshygiene_checks.rules.handlers.callbacks import family_of, method_around

CODE = "WSH109"
_CLOSES = frozenset({"close", "shutdown", "detach", "os.close"})
_LIBRARIES = ("asyncio.", "uvloop.")


def find(project: Project) -> Iterator[Finding]:
    """Callbacks for a descriptor that no code of the class or module takes off the loop."""
    for acquisition in project.of_kind("descriptor"):
        entry = acquisition.entry
        if entry.release_on != "receiver" or "key" not in entry.identity or entry.pack == "threading":
            continue
        family = family_of(project, acquisition.unit)
        if family and acquisition.call.name in family.methods:
            continue  # an event loop, or a wrapper around one
        units = (*(family.units if family else ()), *_module(project, acquisition.unit))
        if not any(_removes(acquisition, unit) for unit in units):
            yield from _judge(project, acquisition, units)


def _module(project: Project, unit: Unit) -> Iterator[Unit]:
    return (Unit(unit.file, function) for function in unit.file.functions)


def _removes(acquisition: Acquisition, unit: Unit) -> bool:
    """Whether it removes the callback, or hands on the method that does."""
    names = {*acquisition.entry.release, *acquisition.entry.release_all}
    for call in unit.function.calls:
        values = (*call.args, *[value for _, value in call.keywords])
        if call.name in names or any(value.path.rpartition(".")[2] in names for value in values):
            return True
    return False


def _judge(project: Project, acquisition: Acquisition, units: tuple[Unit, ...]) -> Iterator[Finding]:
    key = acquisition.entry.key_arg
    descriptor = key.among(acquisition.call.args, dict(acquisition.call.keywords)) if key else None
    name = plain(descriptor.path.removesuffix("()").removesuffix(".fileno")) if descriptor else ""
    closing = next(_closing(units, name), None)
    ends = [unit for unit in units if unit.owner and project.roles.is_teardown(unit)]
    confidence: Confidence = "high" if closing else "medium" if ends and acquisition.unit.owner else "info"
    if acquisition.how == "any":
        confidence = lower(confidence)
    if _is_another_loop(acquisition):
        confidence = "info"
    outer = method_around(project, acquisition.unit).function
    release = acquisition.entry.release[0]
    message = (
        f"`{plain(acquisition.call.path)}` puts a callback for `{name or 'a descriptor'}` on the loop, and nothing "
        f"calls `{release}`. Its number will be reused by another connection: call `{release}` before you close it."
    )
    yield finding(
        CODE,
        acquisition.unit,
        acquisition.call,
        message,
        subject=f"{acquisition.call.name}({name})",
        confidence=confidence,
        owner=outer.owner or outer.qualname,
        evidence=_evidence(closing),
    )


def _is_another_loop(acquisition: Acquisition) -> bool:
    """Whether only its name says that this is asyncio's loop, in a module that knows nothing of asyncio."""
    if acquisition.how != "named":
        return False
    file = acquisition.unit.file
    paths = (*file.beyond, *[call.path for function in file.functions for call in function.calls])
    return not any(path.startswith(_LIBRARIES) for path in paths)


def _closing(units: tuple[Unit, ...], name: str) -> Iterator[Did[Call]]:
    """Where the descriptor is closed."""
    for unit in units:
        for call in unit.function.calls:
            closes = call.name in _CLOSES and plain(call.receiver) == name
            if name and (closes or (call.path == "os.close" and any(plain(value.path) == name for value in call.args))):
                yield Did(unit, call, "")


def _evidence(closing: Did[Call] | None) -> Iterator[Evidence]:
    if closing:
        yield seen_at(closing, "the descriptor is closed here")
