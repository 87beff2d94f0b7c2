"""Handlers of use for one event: they answer the future, or set the event, that their function has just made."""

from __future__ import annotations

from wshygiene_checks.facts import Value
from wshygiene_checks.project import Unit

#: What makes something to be waited for once, by name, and its methods that end the wait.
_MAKES = {
    "create_future": frozenset({"set_result", "set_exception", "cancel"}),
    "Future": frozenset({"set_result", "set_exception", "cancel"}),
    "Event": frozenset({"set"}),
}


def answers_once(unit: Unit, handler: Value) -> bool:
    """Whether the handler is ``future.set_result``, or a lambda that calls it, of a future that is made here anew."""
    name, _, method = handler.path.removesuffix("()").partition(".")
    if handler.kind not in ("path", "lambda") or not name.startswith("%"):
        return False
    made = [store.value for store in unit.function.stores if store.path == name and store.kind == "set"]
    return bool(made) and all(value.kind == "call" and method in _ended_by(value.path) for value in made)


def _ended_by(call: str) -> frozenset[str]:
    return _MAKES.get(call.removesuffix("()").rpartition(".")[2], frozenset())
