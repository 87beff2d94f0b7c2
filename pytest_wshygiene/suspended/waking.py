"""What would end a thread that waits: the event that it waits for, if somebody sets that."""

from __future__ import annotations

import dis
import inspect
import threading
import time
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any, NamedTuple

from pytest_wshygiene.ownership.origin import OURS, is_stdlib, origin
from pytest_wshygiene.references.following import attributes
from pytest_wshygiene.suspended.calling import called_in
from pytest_wshygiene.suspended.stacks import thread_stack


class Waited(NamedTuple):
    """The event of a thread by the name that its code has for it, and the attribute that it is, if it is one."""

    name: str
    attribute: str


def event_of(thread: Any) -> Waited | None:
    """The event that a thread waits for; None where it does something else, or that cannot be read."""
    frame = _frame(thread)
    called = called_in(frame) if frame is not None else None
    if frame is None or called is None or called.method != "wait":
        return None
    if threading.Event not in type(called.receiver).__mro__:
        return None
    owner = frame.f_locals.get("self")
    for name, value in attributes(owner).items():
        if value is called.receiver:
            return Waited(f"{type(owner).__qualname__}.{name}", name)
    return next((Waited(name, "") for name, value in frame.f_locals.items() if value is called.receiver), None)


def is_in_one_sleep(thread: Any) -> bool:
    """True for a thread that sleeps once, and not in a loop that could look whether it should go on."""
    frame = _frame(thread)
    called = called_in(frame) if frame is not None else None
    if frame is None or called is None or called.function is not time.sleep:
        return False
    return not any("JUMP_BACKWARD" in step.opname for step in dis.get_instructions(frame.f_code))


def leads_to(cls: type, method: str, attribute: str) -> bool:
    """True where a method, one that it overrides, or another one that those call has to do with an attribute."""
    waiting, seen = [method], {method}
    while waiting:
        called = waiting.pop()
        written = (getattr(vars(base).get(called), "__code__", None) for base in cls.__mro__)
        for name in (name for code in written if type(code) is CodeType for name in _names(code)):
            if name == attribute:
                return True
            if name not in seen and inspect.isfunction(inspect.getattr_static(cls, name, None)):
                seen.add(name)
                waiting.append(name)
    return False


def _names(code: CodeType) -> Iterator[str]:
    """The names of attributes and globals in a function and in those that are written inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if type(constant) is CodeType:
            yield from _names(constant)


def _frame(thread: Any) -> FrameType | None:
    """The innermost frame of a thread that is neither ours nor the standard library's."""
    for frame in reversed(thread_stack(thread.ident)):
        file = frame.f_code.co_filename
        if origin(file) != OURS and not is_stdlib(file):
            return frame
    return None
