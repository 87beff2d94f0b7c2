"""Examples of hypothesis: one test that is called many times, and leaks in some of them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pytest_wshygiene.ownership.running import EXAMPLE
from pytest_wshygiene.references.edges import shown_key


@contextmanager
def naming_examples(item: Any) -> Iterator[None]:
    """While inside, what is made is marked with the example that made it, if the item is a test of hypothesis's."""
    handle = getattr(getattr(item, "obj", None), "hypothesis", None)
    inner = getattr(handle, "inner_test", None)
    if handle is None or inner is None:
        yield
        return
    handle.inner_test = _naming(inner, str(item.originalname or item.name))
    try:
        yield
    finally:
        handle.inner_test = inner


def _naming(inner: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The same test, saying which example it runs; a coroutine function stays one."""
    if inspect.iscoroutinefunction(inner):

        @functools.wraps(inner)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            token = EXAMPLE.set(_text(name, kwargs))
            try:
                return await inner(*args, **kwargs)
            finally:
                EXAMPLE.reset(token)

        return awaited

    @functools.wraps(inner)
    def called(*args: Any, **kwargs: Any) -> Any:
        token = EXAMPLE.set(_text(name, kwargs))
        try:
            return inner(*args, **kwargs)
        finally:
            EXAMPLE.reset(token)

    return called


def _text(name: str, values: dict[str, Any]) -> str:
    """An example in words, made at once: what was born in it would otherwise keep its values alive."""
    shown = ", ".join(f"{key}={shown_key(value)}" for key, value in values.items() if key != "self")
    return f"{name}({shown})"
