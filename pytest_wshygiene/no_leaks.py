"""The same check without pytest: a block, or a function, that must release what it opens."""

from __future__ import annotations

import functools
import inspect
import sys
import warnings
from collections.abc import Callable
from contextvars import Token
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, ParamSpec, TypeVar, overload

from pytest_wshygiene.judging.inspector import Inspector
from pytest_wshygiene.judging.verdict import Judge
from pytest_wshygiene.model import Leak, LeakError, Owner
from pytest_wshygiene.ownership.accounts import CURRENT, Account
from pytest_wshygiene.ownership.origin import OURS, origin, shown_path
from pytest_wshygiene.report import text
from pytest_wshygiene.settings.filters import parse_ignore
from pytest_wshygiene.settings.keys import DEFAULT_SETTLE
from pytest_wshygiene.settings.reading import Terms, parse_kinds, parse_settle

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class no_leaks:  # noqa: N801 - used like a function
    """Raise ``LeakError`` if the block, or the decorated function, leaves something open that it has opened.

    Use it as ``with``, ``async with`` or decorator, with or without arguments. ``kinds`` limits what is watched,
    ``settle`` is how many seconds leftovers get to finish, ``ignore`` takes lines ``FIELD=PATTERN ... because REASON``.
    What cannot be put down to the block for certain does not raise. An exception that leaves the block is passed on,
    and nothing is judged. In a coroutine use ``async with``: a plain ``with`` cannot let the running loop finish
    anything.
    """

    @overload
    def __new__(cls, function: Callable[Parameters, Result], /) -> Callable[Parameters, Result]: ...  # type: ignore[misc]

    @overload
    def __new__(cls, function: None = None, /, **terms: Any) -> no_leaks: ...

    def __new__(cls, function: Any = None, /, **terms: Any) -> Any:
        if function is not None and not callable(function):
            raise TypeError(f"no_leaks() takes a function or keyword arguments, not {function!r}.")
        made = super().__new__(cls)
        if function is None:
            return made
        made.__init__(**terms)  # type: ignore[misc]
        return made(function)

    def __init__(self, *, kinds: Any = (), settle: float = DEFAULT_SETTLE, ignore: Any = ()) -> None:
        lines = [ignore] if isinstance(ignore, str) else list(ignore)
        self._terms = Terms(
            mode="fail",
            kinds=parse_kinds(kinds, "no_leaks(kinds)"),
            settle=parse_settle(settle, "no_leaks(settle)"),
            ignores=tuple(parse_ignore(line, "no_leaks(ignore)") for line in lines),
        )
        self._open: list[tuple[Inspector, Account, Token[Account | None]]] = []

    def __call__(self, function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        """Decorate a function or coroutine function: each call is a block of its own.

        Raises TypeError for a generator function: what it yields is used when the call has ended.
        """
        if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function) or inspect.isclass(function):
            name = getattr(function, "__qualname__", repr(function))
            raise TypeError(f"no_leaks cannot see what `{name}` does: it is no function that ends. Use it as a block.")
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def guarded(*args: Any, **kwargs: Any) -> Any:
                async with self._again():
                    return await function(*args, **kwargs)

            return guarded  # type: ignore[return-value]

        @functools.wraps(function)
        def checked(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            with self._again():
                return function(*args, **kwargs)

        return checked

    def __enter__(self) -> no_leaks:
        self._begin()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        inspector, account = self._end()
        try:
            leaks = inspector.close(account) if error is None else []
        finally:
            inspector.shutdown()
        self._raise(leaks)

    async def __aenter__(self) -> no_leaks:
        self._begin()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        inspector, account = self._end()
        try:
            leaks = await inspector.close_inside(account) if error is None else []
        finally:
            inspector.shutdown()
        self._raise(leaks)

    def _again(self) -> no_leaks:
        """The same terms for one more call: calls may overlap, and end in any order."""
        made = object.__new__(type(self))
        made._terms, made._open = self._terms, []
        return made

    def _begin(self) -> None:
        path, line = _caller()
        inspector = Inspector(self._terms.kinds, str(Path.cwd()), _warn)
        owner = Owner("block", f"no_leaks() at {path}:{line}", path=path, line=line)
        account = inspector.open(owner, self._terms)
        inspector.switch(account)
        self._open.append((inspector, account, CURRENT.set(account)))

    def _end(self) -> tuple[Inspector, Account]:
        inspector, account, token = self._open.pop()
        CURRENT.reset(token)
        return inspector, account

    def _raise(self, leaks: list[Leak]) -> None:
        judged = Judge().judge(leaks, self._terms, opinion=lambda leak: None)
        left = tuple(leak for leak in judged if leak.verdict == "fail")
        if left:
            raise LeakError(text.paragraphs(left), left)


def _caller() -> tuple[str, int]:
    """The line outside of this package that the block, or the call of the decorated function, is on."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and origin(frame.f_code.co_filename) == OURS:
        frame = frame.f_back
    return (shown_path(frame.f_code.co_filename, str(Path.cwd())), frame.f_lineno) if frame is not None else ("", 0)


def _warn(kind: str, error: BaseException) -> None:
    warnings.warn(f"wshygiene: the {kind} probe failed: {error!r}", RuntimeWarning, stacklevel=2)
