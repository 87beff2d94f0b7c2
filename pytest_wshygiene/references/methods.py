"""The methods that end what a library's object has opened."""

from __future__ import annotations

import inspect

#: Their names, the best ones first.
ENDS = ("close", "disconnect", "cleanup", "shutdown", "stop", "dispose")
#: What ends the thread that an object has started, or that it is.
ENDS_OF_THREADS = ("stop", "shutdown", "close")
#: What ends the object that has armed a timer of that kind, before anything else.
CANCELS: dict[str, tuple[str, ...]] = {"timer": ("cancel",), "thread": ("cancel",)}


def is_method(cls: type, name: str) -> bool:
    """Whether objects of a class can be asked for it."""
    return callable(inspect.getattr_static(cls, name, None))


def asks_nothing(cls: type, name: str) -> bool:
    """True for a method that can be called without arguments, as far as its code tells."""
    function = inspect.getattr_static(cls, name, None)
    code = getattr(inspect.unwrap(function), "__code__", None) if inspect.isfunction(function) else None
    return code is None or code.co_argcount - len(function.__defaults__ or ()) <= 1


def is_async(cls: type, name: str) -> bool:
    """Whether what the method returns has to be awaited."""
    return name == "aclose" or inspect.iscoroutinefunction(inspect.getattr_static(cls, name, None))
