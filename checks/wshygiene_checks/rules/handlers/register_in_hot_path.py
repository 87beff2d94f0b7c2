"""WSH106: a handler is registered anew on every connection, reconnection or message."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Block, Value
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project, Unit, root_of
from wshygiene_checks.rules.counterparts import bare_name
from wshygiene_checks.rules.findings import finding, lower, plain, seen
from wshygiene_checks.rules.handlers.answered import left_when_answered
from wshygiene_checks.rules.handlers.callbacks import family_of, holds_self, method_around
from wshygiene_checks.rules.handlers.each_attempt import loop_of_connections
from wshygiene_checks.rules.handlers.emitters import emitter_of
from wshygiene_checks.rules.handlers.fates import dropped, held_weakly, removals
from wshygiene_checks.rules.handlers.owners import owner_of
from wshygiene_checks.rules.handlers.per_connection import piles_up
from wshygiene_checks.rules.handlers.recurring import is_guarded, recurring
from wshygiene_checks.rules.handlers.registrations import Registration, called, handler_name, registrations
from wshygiene_checks.rules.handlers.taken_back import may_be_taken_back

CODE = "WSH106"
_AGAIN = frozenset(
    "reconnect resubscribe restart on_reconnect handle_reconnect on_message on_event connect_loop".split()
)


def find(project: Project) -> Iterator[Finding]:
    """Registrations in code that runs again and again, on an emitter that stays."""
    for registration in registrations(project):
        if not _harmless(project, registration):
            code = recurring(project, registration.unit)
            confidence = piles_up(project, registration, code) if code else None
            if code and confidence:
                yield _finding(project, registration, code.unit, code.entry, confidence)
            else:
                yield from _again(project, registration)
                yield from _answered(project, registration)
                yield from _reconnected(project, registration)


def _harmless(project: Project, registration: Registration) -> bool:
    """Whether it registers once, replaces what was there, or gives what undoes it to somebody."""
    call, entry = registration.call, registration.entry
    if registration.once or registration.handler is None or registration.replaces:
        return True
    if entry and (held_weakly(registration) or (entry.idempotent and _is_the_same(registration.handler))):
        return True
    if registration.gives in ("disposer", "handle", "unknown") and not dropped(project, registration):
        return True
    return is_guarded(registration.unit, call)


def _is_the_same(handler: Value) -> bool:
    """Whether it equals the one of the time before: functions do, but neither closures nor methods of new objects."""
    return handler.kind == "path" and not (handler.path.startswith("%") and "." in handler.path)


def _again(project: Project, registration: Registration) -> Iterator[Finding]:
    """An object that outlives its connections registers itself again at each of them."""
    unit = method_around(project, registration.unit)
    family = family_of(project, registration.unit)
    name = bare_name(unit.function.name)
    if family is None or name not in _AGAIN or not project.roles.is_hot(unit):
        return
    if project.roles.lifetime(family) in ("connection", "message") or any(removals(project, registration)):
        return
    handler = registration.handler
    if handler is None or not holds_self(project, registration.unit, handler):
        return
    emitter = emitter_of(project, registration)
    if emitter == "own" or emitter == "unknown" or _renewed(project, registration):
        return
    confidence: Confidence = "high" if registration.sure and registration.known != "shape" else "medium"
    yield _finding(project, registration, unit, unit, lower(confidence) if family.unknown_bases else confidence)


def _answered(project: Project, registration: Registration) -> Iterator[Finding]:
    """A function that waits for one event of its own name, and leaves behind the handler that has told it.

    An emitter that the function is given may be nobody else's.
    """
    answered, unit = left_when_answered(project, registration), registration.unit
    if answered is None or _renewed(project, registration):
        return
    name, told = called(registration), handler_name(registration)
    is_known = registration.sure and registration.known in ("pack", "pair")
    confidence: Confidence = "high" if is_known else "medium"
    yield finding(
        CODE,
        unit,
        registration.call,
        f"`{unit.function.name}` registers `{told}` with `{name}` for one event, and nothing takes it back: each call "
        "leaves a handler that is of no use any more. Register it for one event only, as with `once()`, or remove it "
        "in a `finally`.",
        subject=f"{name}({told})",
        confidence="info" if registration.call.receiver.startswith("%") else confidence,
        owner=owner_of(project, registration).name,
        evidence=(seen(unit, answered.line, f"`{plain(answered.name)}` is waited for here"),),
    )


def _reconnected(project: Project, registration: Registration) -> Iterator[Finding]:
    """A loop that connects again registers a handler of each connection on an emitter from before the loop."""
    unit, call, handler = registration.unit, registration.call, registration.handler
    if handler is None or call.receiver.startswith("super()"):
        return
    loop = loop_of_connections(project, unit, call, handler)
    if loop is None or _made_within(unit, call.receiver, loop) or may_be_taken_back(project, registration):
        return
    name, told = called(registration), handler_name(registration)
    yield finding(
        CODE,
        unit,
        call,
        f"`{unit.function.name}` registers `{told}` with `{name}` for each connection, and nothing takes it back when "
        "that ends. Remove it in a `finally` before the next attempt.",
        subject=f"{name}({told})",
        confidence="high" if registration.sure and registration.known in ("pack", "pair") else "medium",
        owner=owner_of(project, registration).name,
        evidence=(seen(unit, loop.line, "each round of this loop opens a connection"),),
    )


def _made_within(unit: Unit, receiver: str, loop: Block) -> bool:
    """Whether the emitter is made, or found, anew in each round: it may be of that connection alone."""
    root = root_of(receiver)[0]
    stores = [store for store in unit.function.stores if store.path == root]
    bound = {f"%{name.lstrip('%')}" for block in unit.function.blocks for name in block.names}
    return root in bound or any(loop in unit.blocks_around(store.block) for store in stores)


def _renewed(project: Project, registration: Registration) -> bool:
    """Whether the emitter itself is replaced outside the constructor: a new one has no handlers yet."""
    family = family_of(project, registration.unit)
    root = root_of(registration.call.receiver)[0]
    stores = family.places[root].set if family and root.startswith("self.") else []
    return any(did.what.kind == "set" and not project.occasions.is_making(did.unit) for did in stores)


def _finding(project: Project, registration: Registration, unit: Unit, entry: Unit, confidence: Confidence) -> Finding:
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
            seen(entry, entry.function.line, f"`{plain(entry.function.name)}` runs for each connection or message"),
        ),
    )
