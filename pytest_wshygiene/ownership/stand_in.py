"""Classes that are made in C and cannot be patched: what is called in their place is a class that stands for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def standing_for(original: type, make: Callable[..., Any]) -> type:
    """A class that calls ``make`` and is ``original`` in all other respects.

    It is one for ``isinstance``, for class attributes and as a key of tables, does not become a method where it is an
    attribute itself, and who derives from it derives from the original, whose subclasses are made as they always were.
    """

    class Standing(type):
        def __new__(mcs, name: str, bases: tuple[type, ...], body: dict[str, Any], **kwargs: Any) -> Any:
            if not bases:
                return super().__new__(mcs, name, bases, body)
            meant = tuple(original if isinstance(base, Standing) else base for base in bases)
            return type(original)(name, meant, body, **kwargs)

        def __call__(cls, *args: Any, **kwargs: Any) -> Any:
            __tracebackhide__ = True
            return make(*args, **kwargs)

        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, original)

        def __subclasscheck__(cls, subclass: type) -> bool:
            return subclass is cls or issubclass(subclass, original)

        def __eq__(cls, other: object) -> bool:
            return other is cls or other is original

        def __hash__(cls) -> int:
            return hash(original)

        def __getattr__(cls, name: str) -> Any:
            return getattr(original, name)

    standing: type = Standing(original.__name__, (), {"__doc__": original.__doc__})
    return standing
