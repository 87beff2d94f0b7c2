"""The library's object that a line of the user's made something with: where it can be closed, it is what is to be kept.

``Zeroconf()`` opens sockets, threads and a loop, and its ``close()`` closes them all.
"""

from __future__ import annotations

from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.references.makers import ENTERING, LEAVING, called_from_users, classes_of, ends_of
from pytest_wshygiene.references.methods import is_async, is_method


def closed_by_maker(sites: tuple[Site, ...]) -> str:
    """The advice to keep the object whose method the user's line has called, and to close it; "" where there is none.

    ``sites`` is the stack of the birth, nearest first. Of several objects it is the one nearest to the user's line.
    What a ``with`` has entered is left by its end.
    """
    called = called_from_users(sites)
    if any(code.co_name in ENTERING for code in called):
        return ""
    return next((closed_by(cls) for code in called for cls in classes_of(code) if any(ends_of(cls))), "")


def closed_by(cls: type, *more: str) -> str:
    """The advice to keep an object of that class, and to end it; ``more`` are methods that do this better than others.

    One that can only be left is left. "" for one that cannot be asked for anything.
    """
    if name := next(ends_of(cls, *more), ""):
        return f"keep the `{cls.__name__}`; at the end {'`await` ' * is_async(cls, name)}its `{name}()`"
    name = next((name for name in LEAVING[::-1] if is_method(cls, name)), "")
    return (
        name and f"keep the `{cls.__name__}`; at the end {'`await` ' * (name[2] == 'a')}its `{name}(None, None, None)`"
    )
