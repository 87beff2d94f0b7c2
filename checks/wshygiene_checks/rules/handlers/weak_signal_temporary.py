"""WSH107: a temporary function is connected to a signal that holds it weakly, so it is gone before it is called."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Value
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, plain
from wshygiene_checks.rules.handlers.fates import held_weakly
from wshygiene_checks.rules.handlers.registrations import Registration, called, registrations

CODE = "WSH107"
_LOOPS = ("for", "async for", "while")


def find(project: Project) -> Iterator[Finding]:
    """Functions that nothing but the signal refers to, once they have been connected."""
    for registration in registrations(project):
        if registration.sure and held_weakly(registration):
            what = _temporary(registration)
            if what:
                yield _finding(registration, what)


def _temporary(registration: Registration) -> str:
    """What is given that nobody keeps; nothing where somebody may."""
    unit, call, handler = registration.unit, registration.call, registration.handler
    if handler is None:
        return ""
    if handler.kind == "lambda":
        inline = (block for block in unit.function.blocks if block.kind == "lambda" and block.parent == call.block)
        return "this lambda" if any(call.line <= block.line <= call.end_line for block in inline) else ""
    if handler.kind == "partial":
        made = unit.call_by_order(handler.call)
        return "this `partial`" if made is not None and made.consumer == call.order else ""
    return f"`{plain(handler.path)}`" if handler.kind == "function" and _ends_with(unit, registration) else ""


def _ends_with(unit: Unit, registration: Registration) -> bool:
    """Whether a function defined here ends together with the one around it, which goes on to nothing else."""
    function, path = unit.function, registration.handler.path if registration.handler else ""
    if function.kind != "function" or function.is_async or any(block.kind in _LOOPS for block in function.blocks):
        return False
    if any(leaving.kind == "yield" or _names(leaving.value, path) for leaving in function.exits):
        return False
    others = [call for call in function.calls if call is not registration.call]
    given = (value for call in others for value in (*call.args, *[value for _, value in call.keywords]))
    called = any(call.path == path for call in function.calls)
    stored = any(_names(store.value, path) for store in function.stores)
    return not (called or stored or any(_names(value, path) for value in given))


def _names(value: Value, path: str) -> bool:
    return value.path == path or path in value.names


def _finding(registration: Registration, what: str) -> Finding:
    entry = registration.entry
    keyword = entry.weak_keyword if entry else ""
    strongly = f", or connect it with `{keyword}=False` and disconnect it in the end" if keyword else ""
    message = (
        f"`{called(registration)}` holds its receiver weakly, and nothing else refers to {what}: it is gone before it "
        f"is called once. Keep it somewhere that lives as long as it should hear{strongly}."
    )
    return finding(CODE, registration.unit, registration.call, message, subject=f"{called(registration)}({what})")
