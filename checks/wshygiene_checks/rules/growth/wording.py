"""How keys are named in messages."""

from __future__ import annotations

from wshygiene_checks.facts import Value
from wshygiene_checks.rules.findings import plain


def key_text(key: Value | None) -> str:
    """A key as a person would recognise it: ``client_id``, ``(room, user)``, ``id(websocket)``; may be empty."""
    if key is None:
        return ""
    names = ", ".join(plain(name) for name in key.names)
    if key.kind in ("display", "comprehension", "text", "other") or not key.path:
        return f"({names})" if len(key.names) > 1 else names
    if key.kind in ("call", "weak"):
        made = "weakref.ref" if key.kind == "weak" else plain(key.path.removesuffix("()"))
        return f"{made}({names})"
    return plain(key.path)
