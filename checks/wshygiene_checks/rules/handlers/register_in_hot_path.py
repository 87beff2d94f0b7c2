"""WSH106: a handler is registered anew on every connection, reconnection or message."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project, Unit, root_of
from wshygiene_checks.rules.findings import finding, lower, plain, seen
from wshygiene_checks.rules.handlers.callbacks import family_of, holds_self, method_around
from wshygiene_checks.rules.handlers.emitters import emitter_of
from wshygiene_checks.rules.handlers.fates import dropped, removals
from wshygiene_checks.rules.handlers.owners import owner_of
from wshygiene_checks.rules.handlers.registrations import Registration, called, handler_name, registrations

CODE = "WSH106"
_GUARDS = frozenset({"false", "none", "not in", "compare"})
_SHARED = frozenset({"app", "application", "state", "server", "factory", "scope"})  # reached from a connection
_AGAIN = frozenset(
    "reconnect resubscribe restart on_reconnect handle_reconnect on_message on_event connect_loop".split()
)


def find(project: Project) -> Iterator[Finding]:
    """Registrations in code that runs again and again, on an emitter that stays."""
    for registration in registrations(project):
        unit = method_around(project, registration.unit)
        if not project.roles.is_hot(unit) or _harmless(project, registration, unit):
            continue
        if unit.owner:
            yield from _in_class(project, registration, unit)
        elif _whole(project, unit) and _outlives(registration, unit):
            yield _finding(project, registration, unit, "high" if registration.sure else "medium")


def _harmless(project: Project, registration: Registration, unit: Unit) -> bool:
    """Whether it registers once, replaces what was there, or is undone."""
    call, entry = registration.call, registration.entry
    if registration.once or registration.handler is None or call.keyword("replace_existing"):
        return True
    if entry and entry.idempotent and registration.handler.kind == "path":
        return True
    if registration.gives in ("disposer", "handle", "unknown") and not dropped(project, registration):
        return True
    around = registration.unit.blocks_around(call.block)
    guarded = any(atom.test in _GUARDS for block in around for atom in block.atoms if block.kind == "if")
    return guarded or any(True for _ in removals(project, registration))


def _in_class(project: Project, registration: Registration, unit: Unit) -> Iterator[Finding]:
    """An object that outlives its connections registers itself again at each of them."""
    family = family_of(project, registration.unit)
    name = unit.function.name.lstrip("_").removeprefix("async_")
    if family is None or project.roles.lifetime(family) in ("connection", "message") or name not in _AGAIN:
        return
    handler = registration.handler
    if handler is None or not holds_self(project, registration.unit, handler):
        return
    emitter = emitter_of(project, registration)
    if emitter == "own" or emitter == "unknown" or _renewed(project, registration):
        return
    confidence: Confidence = "high" if registration.sure and registration.known != "shape" else "medium"
    yield _finding(project, registration, unit, lower(confidence) if family.unknown_bases else confidence)


def _renewed(project: Project, registration: Registration) -> bool:
    """Whether the emitter itself is replaced outside the constructor: a new one has no handlers yet."""
    family = family_of(project, registration.unit)
    root = root_of(registration.call.receiver)[0]
    stores = family.places[root].set if family and root.startswith("self.") else []
    return any(did.unit.function.name != "__init__" and did.what.kind == "set" for did in stores)


def _whole(project: Project, unit: Unit) -> bool:
    """Whether the function is what a framework calls for each connection or message."""
    entry = project.roles.entry(unit)
    return entry is not None and entry.role in ("open", "message", "whole", "reconnect")


def _outlives(registration: Registration, unit: Unit) -> bool:
    """Whether the emitter is a global, or belongs to the application that the connection leads to."""
    receiver = registration.call.receiver
    if receiver.startswith("%"):
        return not _SHARED.isdisjoint(receiver.replace("[]", "").replace("()", "").split(".")[1:])
    return not receiver.startswith("self")


def _finding(project: Project, registration: Registration, unit: Unit, confidence: Confidence) -> Finding:
    handler, name = handler_name(registration), called(registration)
    message = (
        f"`{unit.function.name}` registers `{handler}` with `{name}` each time it runs, and nothing takes it back. "
        "Register it once, or remove it in a `finally` when the connection ends."
    )
    return finding(
        CODE,
        registration.unit,
        registration.call,
        message,
        subject=f"{name}({handler})",
        confidence=confidence,
        owner=owner_of(project, registration).name,
        evidence=(
            seen(unit, unit.function.line, f"`{plain(unit.function.name)}` runs for each connection or message"),
        ),
    )
