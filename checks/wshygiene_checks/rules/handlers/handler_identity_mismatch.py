"""WSH105: the removal names another function object or event than the registration, so it removes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Did, Project, Unit
from wshygiene_checks.rules.findings import finding, lower, plain, seen
from wshygiene_checks.rules.handlers.callbacks import method_around
from wshygiene_checks.rules.handlers.fates import removals
from wshygiene_checks.rules.handlers.owners import owner_of
from wshygiene_checks.rules.handlers.registrations import Registration, called, handler_name, registrations

CODE = "WSH105"
_FRESH = {
    "lambda": "a lambda is a new object each time",
    "partial": "a `partial` is a new object each time",
    "function": "a function defined anew is another object",
}


def find(project: Project) -> Iterator[Finding]:
    """Removals on the same emitter that cannot match what was registered there."""
    said: set[tuple[str, int]] = set()
    for registration in registrations(project):
        if registration.handler is None or registration.gives in ("disposer", "handle"):
            continue
        for did in removals(project, registration):
            if not _same_emitter(registration, did) or (did.unit.name, did.what.order) in said:
                continue
            why = _mismatch(project, registration, did)
            if why:
                said.add((did.unit.name, did.what.order))
                yield _finding(project, registration, did, why)


def _same_emitter(registration: Registration, did: Did[Call]) -> bool:
    """Whether both calls are on one emitter: a local of the same name in another function is another one."""
    receiver = did.what.receiver
    if receiver != registration.call.receiver:
        return _is_kept_as(registration, receiver)
    return not receiver.startswith("%") or _sees(registration.unit, did.unit)


def _is_kept_as(registration: Registration, path: str) -> bool:
    """Whether the function that registers also keeps the emitter in this attribute: ``self._bus = bus``."""
    emitter, function = registration.call.receiver, registration.unit.function
    given = emitter.startswith("%") and "." not in emitter
    return given and any(store.path == path and store.value.path == emitter for store in function.stores)


def _mismatch(project: Project, registration: Registration, did: Did[Call]) -> str:
    """Why this removal cannot take back what was registered, or nothing."""
    handler, removed = registration.handler, _handler_in(registration, did.what)
    if handler is None or removed is None or not _same_event(registration, did.what):
        is_anew = removed is not None and removed.kind in _FRESH
        return "" if is_anew else _other_event(project, registration, did, removed)
    if removed.kind in ("lambda", "partial"):
        return _FRESH[removed.kind] if not _known(project, registration, removed) else ""
    if removed.kind == "function":
        same = removed.path == handler.path and handler.kind == "function"
        return _FRESH["function"] if same and not _is_registered_there(project, registration, did.unit) else ""
    if removed.kind == "call":
        made = _makes_anew(project, did.unit, removed)
        return f"`{plain(removed.path)}` makes another one each time" if made else ""
    inside = (handler.path,) if handler.kind == "partial" else (handler.path.removesuffix("()"), *handler.names)
    wrapped = handler.kind in ("lambda", "partial") and removed.path in inside
    if wrapped and not _known(project, registration, removed):
        return f"`{plain(removed.path)}` was registered inside a {handler.kind}, which is another object"
    return ""


def _makes_anew(project: Project, unit: Unit, value: Value) -> bool:
    """Whether a call runs a function of the project that can only return what it has just defined."""
    makers = project.types.callee(unit, value.path.removesuffix("()"))
    returned = [leaving.value for each in makers for leaving in each.function.exits if leaving.kind == "return"]
    plainly = not any(each.function.decorators or _keeps(each) for each in makers)
    return plainly and bool(returned) and all(given.kind in _FRESH for given in returned)


def _keeps(unit: Unit) -> bool:
    """Whether a function stores anything beyond its own names, such as what it will return the next time."""
    return any(not store.path.startswith("%") for store in unit.function.stores)


def _handler_in(registration: Registration, call: Call) -> Value | None:
    """The handler that a removal names."""
    entry = registration.entry
    if entry is not None:
        where = entry.release_handler_arg or entry.handler_arg
        return where.among(call.args, dict(call.keywords)) if where else None
    values = [*call.args, *[value for _, value in call.keywords]]
    return next((value for value in reversed(values) if value.kind not in ("constant", "text")), None)


def _same_event(registration: Registration, call: Call) -> bool:
    event = registration.event
    if event is None or event.kind != "constant":
        return True
    return not call.args or event in call.args or not any(value.kind == "constant" for value in call.args)


def _other_event(project: Project, registration: Registration, did: Did[Call], removed: Value | None) -> str:
    """The handler is right and the event is not, and nobody registered it for that event."""
    event, handler = registration.event, registration.handler
    if removed is None or handler is None or event is None or removed != handler or _same_event(registration, did.what):
        return ""
    for other in _alike(project, registration):
        if other.handler == handler and (other.event is None or other.event in did.what.args):
            return ""
    if any(_names(each.what, event, handler) for each in removals(project, registration)):
        return ""
    return f"it was registered for {event.path}"


def _names(call: Call, event: Value, handler: Value) -> bool:
    return event in call.args and handler in call.args


def _alike(project: Project, registration: Registration) -> Iterator[Registration]:
    """The registrations of the same class on the same emitter."""
    owner = method_around(project, registration.unit).owner
    for other in registrations(project):
        same = other.call.receiver == registration.call.receiver
        if same and method_around(project, other.unit).owner == owner:
            yield other


def _known(project: Project, registration: Registration, removed: Value) -> bool:
    """Whether the very value was registered: by the same name in the class, or as the same local."""
    if removed.kind in ("lambda", "partial"):
        return False
    return any(other.handler == removed for other in _alike(project, registration))


def _is_registered_there(project: Project, registration: Registration, unit: Unit) -> bool:
    """Whether the function that removes also registers one of this name: it has a function of its own under it."""
    alike = (registration, *_alike(project, registration))
    return any(each.handler == registration.handler and _sees(each.unit, unit) for each in alike)


def _sees(one: Unit, other: Unit) -> bool:
    """Whether both are the same function, or one is nested in the other, so that the name is the same object."""
    a, b = one.name, other.name
    return a == b or a.startswith(f"{b}.") or b.startswith(f"{a}.")


def _to_keep(registration: Registration) -> str:
    """What was registered, as the one object that both calls need."""
    kind, name = registration.handler.kind if registration.handler else "", handler_name(registration)
    return "the lambda" if kind == "lambda" else f"the `partial` of `{name}`" if kind == "partial" else f"`{name}`"


def _finding(project: Project, registration: Registration, did: Did[Call], why: str) -> Finding:
    owner = owner_of(project, registration)
    confidence: Confidence = "high" if registration.sure else lower("high")
    removal = plain(did.what.path)
    message = (
        f"`{removal}` removes nothing: {why}. Keep {_to_keep(registration)} in an attribute, "
        "and pass that to both calls."
    )
    return finding(
        CODE,
        did.unit,
        did.what,
        message,
        subject=f"{removal}({handler_name(registration)})",
        confidence=confidence,
        owner=owner.name,
        evidence=(seen(registration.unit, registration.call, f"registered here with `{called(registration)}`"),),
    )
