"""pytest's tests and fixtures as owners: what they are called, where they are written, what they answer for."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from contextvars import Context
from types import CodeType
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from pytest_wshygiene.model import Owner
from pytest_wshygiene.ownership.accounts import CURRENT, Account
from pytest_wshygiene.ownership.origin import HARNESS, is_first_party, origin, shown_path

_CODES: WeakKeyDictionary[Any, tuple[CodeType, ...]] = WeakKeyDictionary()
_XUNIT = re.compile(r"_(?:xunit|unittest)_(\w+?)_fixture_")


def owner_of_test(item: pytest.Item) -> Owner:
    """A test, of whatever kind."""
    path, line, _ = item.location
    return Owner("test", item.nodeid, path=path.replace("\\", "/"), line=(line or 0) + 1)


def code_of_test(item: pytest.Item) -> CodeType | None:
    """The code of a test's function, inside of what is wrapped around it; None for other items."""
    code = getattr(inspect.unwrap(getattr(item, "function", None)), "__code__", None)  # type: ignore[arg-type]
    return code if isinstance(code, CodeType) else None


def owner_of_fixture(fixturedef: Any, request: Any) -> Owner:
    """A fixture; set-up methods are fixtures too, and are called by their own names."""
    code = code_of(fixturedef)
    xunit = _XUNIT.match(fixturedef.argname)
    return Owner(
        kind="fixture",
        nodeid=request.node.nodeid,
        fixture=code.co_name if xunit and code is not None else fixturedef.argname,
        scope=fixturedef.scope,
        path=shown_path(code.co_filename, str(request.config.rootpath)) if code is not None else "",
        line=code.co_firstlineno if code is not None else 0,
    )


def is_plumbing(fixturedef: Any) -> bool:
    """True for a fixture that is not written in first-party code: a parameter, a runner, ``tmp_path``."""
    code = code_of(fixturedef)
    return code is not None and not is_first_party(code.co_filename)


def code_of(fixturedef: Any) -> CodeType | None:
    """The code of a fixture; of the one that pytest makes of set-up methods, theirs."""
    return next(iter(codes_of(fixturedef)), None)


def codes_of(fixturedef: Any) -> tuple[CodeType, ...]:
    """The same with the code of the tear-down method, and of methods that these override.

    Plugins wrap a fixture's function anew for each set-up; the code inside stays, and is looked for once.
    """
    known = _CODES.get(fixturedef)
    if known is None:
        known = _CODES[fixturedef] = tuple(_find_codes(fixturedef))
    return known


def _find_codes(fixturedef: Any) -> list[CodeType]:
    function = inspect.unwrap(getattr(fixturedef.func, "func", fixturedef.func))
    functions: list[Any] = []
    if is_set_up_method(fixturedef):
        methods = _set_up_and_torn_down(function)
        functions = [each for method in methods for each in _overridden(method)]
    codes = [getattr(inspect.unwrap(each), "__code__", None) for each in functions or [function]]
    return [code for code in codes if isinstance(code, CodeType)]


def ends_of_set_up(fixturedef: Any) -> list[Any]:
    """The tear-down methods that belong to a set-up method."""
    return _set_up_and_torn_down(inspect.unwrap(fixturedef.func), "teardown")


def _set_up_and_torn_down(function: Any, *starts: str) -> list[Any]:
    within = inspect.getclosurevars(function).nonlocals
    named = (value for name, value in sorted(within.items()) if name.startswith(starts or ("setup", "teardown")))
    return [method for method in named if callable(method)]


def _overridden(method: Any) -> list[Any]:
    """A method, and those of the same name that it may call by ``super()``."""
    cls = getattr(method, "__self__", None)
    if not isinstance(cls, type):
        return [method]
    return [vars(base)[method.__name__] for base in cls.__mro__ if method.__name__ in vars(base)]


def cleans_up(fixturedef: Any) -> bool:
    """True for a fixture with a teardown of its own."""
    code = code_of(fixturedef)
    if code is None or is_set_up_method(fixturedef):
        return code is not None
    return bool(code.co_flags & (inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR)) or "addfinalizer" in code.co_names


def is_set_up_method(fixturedef: Any) -> bool:
    """True for what pytest makes of ``setup_method`` and its like."""
    return _XUNIT.match(fixturedef.argname) is not None


def value_of(fixturedef: Any) -> Callable[[], Any]:
    """What a fixture answers for. An event loop policy leads to everything, and is nobody's pool."""
    code = code_of(fixturedef)
    if code is not None and origin(code.co_filename) == HARNESS:
        return lambda: None
    return lambda: fixturedef.cached_result[0] if fixturedef.cached_result else None


def enter_unittest(item: pytest.Item, account: Account) -> None:
    """``IsolatedAsyncioTestCase`` runs a test in a context that it copied when it was made, perhaps at collection."""
    context = getattr(getattr(item, "instance", None), "_asyncioTestContext", None)
    if isinstance(context, Context):
        context.run(CURRENT.set, account)
