"""The method that takes a handler off again, as far as the class or module that took it on has one."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from pytest_wshygiene.ownership.birth import Site
from wshygiene_checks.catalogue import REGISTERING

#: The first word of a function that takes on, and of those that undo that. What is set, or taken once, is beside what
#: the linter goes by: there is an object here that can be asked whether it has such a function.
_OPPOSITES = {**REGISTERING, "once": REGISTERING["on"], "set": ("unset", "remove", "clear")}
#: What it may be called whatever its counterpart is.
_USUAL = ("off", "remove_listener", "remove_handler", "remove_callback", "unsubscribe", "disconnect", "unregister")


def take_off(spelled: str, holder: object, sites: Iterable[Site]) -> str:
    """``spelled.off(event, handler)`` for the emitter ``holder``, whose handler was added at ``sites``; "" if unknown.

    ``holder`` may also be the class or module that has the list of handlers. Arguments are named as the function does.
    """
    for code, _ in sites:
        if code.co_name.startswith("_") or not _is_of(holder, code):
            continue
        for name in _counterparts(code.co_name):
            found = _function(holder, name)
            if found is not None and (name not in _USUAL or _takes_something(*found)):
                function, is_bound = found
                wait = "await " * inspect.iscoroutinefunction(function)
                return f"{wait}{spelled}.{name}({', '.join(_needed(function.__code__, function, is_bound))})"
    return ""


def _is_of(holder: object, code: CodeType) -> bool:
    found = _function(holder, code.co_name)
    return found is not None and found[0].__code__ is code


def _function(holder: object, name: str) -> tuple[FunctionType, bool] | None:
    """A function of a module, or a method of a class or of an object's; and whether its first argument is given."""
    if type(holder) is ModuleType:
        found, is_bound = vars(holder).get(name), False
    else:
        home = holder if type in type(holder).__mro__ else type(holder)
        found = inspect.getattr_static(home, name, None)
        is_bound = type(found) is not staticmethod
        found = getattr(found, "__func__", found) if type(found) in (staticmethod, classmethod) else found
    while type(found) is FunctionType and type(found.__dict__.get("__wrapped__")) is FunctionType:
        found = found.__dict__["__wrapped__"]
    return (found, is_bound) if type(found) is FunctionType else None


def _counterparts(name: str) -> Iterator[str]:
    first, separator, rest = name.partition("_")
    for opposite in _OPPOSITES.get(first, ()):
        yield f"{opposite}{separator}{rest}"
    yield from _USUAL


def _takes_something(function: FunctionType, is_bound: bool) -> bool:
    """False for what is given nothing: it cannot know what to take off, and ends the whole, as a ``disconnect()``."""
    code = function.__code__
    return code.co_argcount + code.co_kwonlyargcount > is_bound or bool(code.co_flags & inspect.CO_VARARGS)


def _needed(code: CodeType, function: Any, is_bound: bool) -> tuple[str, ...]:
    """The arguments that cannot be left out."""
    return code.co_varnames[is_bound : code.co_argcount - len(function.__defaults__ or ())]
