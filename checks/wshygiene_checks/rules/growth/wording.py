"""How keys are named in messages."""

from __future__ import annotations

from wshygiene_checks.facts import Value
from wshygiene_checks.rules.findings import plain
from wshygiene_checks.rules.growth.containers import Container


def key_text(key: Value | None) -> str:
    """A key as a person would recognise it: ``client_id``, ``(room, user)``, ``id(websocket)``; may be empty."""
    if key is None:
        return ""
    module = key.path.partition(".")[0]
    names = ", ".join(plain(name) for name in key.names if name != module)
    if key.kind in ("display", "comprehension", "text", "remainder", "other") or not key.path:
        return f"({names})" if len(key.names) > 1 else names
    if key.kind == "weak":
        return f"weakref.ref({plain(key.path)})"
    if key.kind == "call":
        given = ", ".join(plain(name) for name in key.names if not key.path.startswith((f"{name}.", f"{name}(")))
        return f"{plain(key.path.removesuffix('()'))}({given})"
    return plain(key.path)


def way_out(container: Container) -> str:
    """What to do about a container that only grows."""
    if container.is_default:
        made = "it is made once, with the function, and not for each call"
        return f"As a default, {made}: have `None` there and make it inside, or set a limit."
    return "Remove entries when they are done with, or set a limit."
