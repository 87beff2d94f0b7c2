"""The library's objects whose methods a line of the user's has called: what they open is theirs to close."""

from __future__ import annotations

import gc
import inspect
import sys
from collections.abc import Iterable, Iterator
from types import CodeType
from typing import Any

from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.ownership.origin import FIRST_PARTY, LIBRARY, installed_package, is_stdlib, origin
from pytest_wshygiene.references.following import keeps
from pytest_wshygiene.references.methods import ENDS, asks_nothing, is_method

ENTERING = ("__enter__", "__aenter__")
LEAVING = ("__exit__", "__aexit__")
#: Objects looked at inside of one library's object: a client with its parts, and theirs.
_MOST = 1_000


def called_from_users(sites: tuple[Site, ...]) -> list[CodeType]:
    """The library's functions that the user's line has gone through, the one it called first; empty without a line.

    ``sites`` is the stack of the birth, nearest first.
    """
    called: list[CodeType] = []
    for code, _ in sites:
        if origin(code.co_filename) == FIRST_PARTY:
            return called[::-1]
        called.append(code)
    return []


def classes_of(code: CodeType) -> Iterator[type]:
    """The public class of an installed package whose method it is."""
    file = code.co_filename
    owner, dot, _ = code.co_qualname.rpartition(".")
    if not dot or not owner.isidentifier() or owner.startswith("_") or origin(file) != LIBRARY or is_stdlib(file):
        return
    package = installed_package(file)
    for name, module in sys.modules.copy().items():
        if name.partition(".")[0] == package and getattr(module, "__file__", None) == file:
            cls = vars(module).get(owner)
            if inspect.isclass(cls):
                yield cls


def ends_of(cls: type, *more: str) -> Iterator[str]:
    """The methods that can be called to end an object of that class, the best one first."""
    return (name for name in (*more, "aclose", *ENDS) if is_method(cls, name) and asks_nothing(cls, name))


def can_be_ended(cls: type, *more: str) -> bool:
    """True for a class whose objects are closed, or ended by one of ``more``, or are left by a ``with``."""
    return any(ends_of(cls, *more)) or any(is_method(cls, name) for name in LEAVING)


def objects_of(classes: Iterable[type]) -> Iterator[Any]:
    """All living objects of those classes, and of classes that are made of them."""
    wanted = frozenset(classes)
    known: dict[type, bool] = {}
    for thing in gc.get_objects() if wanted else ():
        cls = type(thing)
        if cls not in known:
            known[cls] = not wanted.isdisjoint(cls.__mro__)
        if known[cls]:
            yield thing


def keeps_as_its_own(thing: object, resource: object) -> bool:
    """Whether a library's object has a resource among its parts."""
    return thing is resource or keeps(thing, resource, _MOST)
