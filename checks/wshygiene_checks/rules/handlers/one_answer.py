"""Handlers of use for one event: they answer the future, or set the event, that their function has just made."""

from __future__ import annotations

from wshygiene_checks.facts import Value
from wshygiene_checks.project import Project, Unit

#: What makes something to be waited for once, by name, and its methods that end the wait.
_MAKES = {
    "create_future": frozenset({"set_result", "set_exception", "cancel"}),
    "Future": frozenset({"set_result", "set_exception", "cancel"}),
    "Event": frozenset({"set"}),
}


def answers_once(unit: Unit, handler: Value) -> bool:
    """Whether the handler is ``future.set_result``, or a lambda that calls it, of a future that is made here anew."""
    name, _, method = handler.path.removesuffix("()").partition(".")
    return handler.kind in ("path", "lambda") and name.startswith("%") and _is_answer(unit, name, method)


def answered_by(project: Project, unit: Unit, handler: Value) -> str:
    """The local future or event that a handler answers, also as a function defined here; empty where there is none."""
    if answers_once(unit, handler):
        return handler.path.partition(".")[0]
    if handler.kind != "function":
        return ""
    calls = (call for callee in project.types.callee(unit, handler.path) for call in callee.function.calls)
    return next((call.receiver for call in calls if _is_answer(unit, call.receiver, call.name)), "")


def _is_answer(unit: Unit, name: str, method: str) -> bool:
    made = [store.value for store in unit.function.stores if store.path == name and store.kind == "set"]
    return bool(made) and all(value.kind == "call" and method in _ended_by(value.path) for value in made)


def _ended_by(call: str) -> frozenset[str]:
    return _MAKES.get(call.removesuffix("()").rpartition(".")[2], frozenset())
