"""Which method of which object running code is calling; what calls into C leave in a thread is no frame of its own."""

from __future__ import annotations

import ast
from types import FrameType, ModuleType
from typing import Any, NamedTuple

from pytest_wshygiene.references.following import attributes, walk_slots
from pytest_wshygiene.suspended.stacks import call_text
from pytest_wshygiene.suspended.statements import UNREADABLE


class Called(NamedTuple):
    """A call of ``receiver.method(...)``, with the values of its arguments by position and by name.

    ``function`` is what is called by a bare name, or as a part of a module; the others have a receiver alone.
    """

    receiver: Any
    method: str
    function: Any
    positional: tuple[Any, ...]
    named: dict[str, Any]

    def argument(self, position: int, name: str, default: object) -> Any:
        """What is given for a parameter, which has that default."""
        if position < len(self.positional):
            return self.positional[position]
        return self.named.get(name, default)


def called_in(frame: FrameType) -> Called | None:
    """The call that a frame is in the middle of; None where it is in none, or that cannot be read for certain.

    None of the program's code is run: the receiver and the arguments are constants, variables, and their attributes.
    """
    try:
        call = ast.parse(call_text(frame.f_code, frame.f_lasti), mode="eval").body
        if not isinstance(call, ast.Call) or not isinstance(call.func, (ast.Attribute, ast.Name)):
            return None
        positional = tuple(_value(each, frame) for each in call.args)
        named = {each.arg: _value(each.value, frame) for each in call.keywords if each.arg is not None}
        if len(named) < len(call.keywords):
            return None
        if isinstance(call.func, ast.Name):
            return Called(None, "", _value(call.func, frame), positional, named)
        receiver = _value(call.func.value, frame)
        function = _value(call.func, frame) if type(receiver) is ModuleType else None
        return Called(receiver, call.func.attr, function, positional, named)
    except (*UNREADABLE, LookupError):  # among them a text that was cut short
        return None


def _value(node: ast.expr, frame: FrameType) -> Any:
    """What an expression stands for; raises LookupError for all that is more than names, and for unknown names."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        space = frame.f_locals
        return space[node.id] if node.id in space else frame.f_globals[node.id]
    if isinstance(node, ast.Attribute):
        thing = _value(node.value, frame)
        own = attributes(thing)
        return own[node.attr] if node.attr in own else dict(walk_slots(thing))[node.attr]
    raise LookupError(ast.dump(node))
