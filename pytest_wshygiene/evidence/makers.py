"""The library's object that a line of the user's made something with: where it can be closed, it is what is to be kept.

``Zeroconf()`` opens sockets, threads and a loop, and its ``close()`` closes them all.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from types import CodeType

from pytest_wshygiene.evidence.methods import ENDS, asks_nothing, is_async, is_method
from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.ownership.origin import FIRST_PARTY, LIBRARY, installed_package, is_stdlib, origin

_ENTERING = ("__enter__", "__aenter__")


def closed_by_maker(sites: tuple[Site, ...]) -> str:
    """The advice to keep the object whose method the user's line has called, and to close it; "" where there is none.

    ``sites`` is the stack of the birth, nearest first. Of several objects it is the one nearest to the user's line.
    What a ``with`` has entered is left by its end.
    """
    called: list[CodeType] = []
    for code, _ in sites:
        if origin(code.co_filename) == FIRST_PARTY:
            entered = any(each.co_name in _ENTERING for each in called)
            return "" if entered else next((_advice(cls) for each in reversed(called) for cls in _closable(each)), "")
        called.append(code)
    return ""


def _closable(code: CodeType) -> Iterator[type]:
    """The public class of an installed package whose method it is, if it has a method that ends its objects."""
    file = code.co_filename
    owner, dot, _ = code.co_qualname.rpartition(".")
    if not dot or not owner.isidentifier() or owner.startswith("_") or origin(file) != LIBRARY or is_stdlib(file):
        return
    package = installed_package(file)
    for name, module in sys.modules.copy().items():
        if name.partition(".")[0] == package and getattr(module, "__file__", None) == file:
            cls = vars(module).get(owner)
            if inspect.isclass(cls) and any(_ends(cls)):
                yield cls


def _ends(cls: type) -> Iterator[str]:
    return (name for name in ("aclose", *ENDS) if is_method(cls, name) and asks_nothing(cls, name))


def _advice(cls: type) -> str:
    name = next(_ends(cls))
    return f"keep the `{cls.__name__}`; at the end {'`await` ' * is_async(cls, name)}its `{name}()`"
