"""What the body of a function does, as far as the names in it tell. Nothing is called for that."""

from __future__ import annotations

import dis
from collections.abc import Iterator
from itertools import pairwise
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from pytest_wshygiene.references.following import is_library
from pytest_wshygiene.references.methods import ENDS

_TAKE_OUT = frozenset({"clear", "discard", "pop", "popitem", "popleft", "remove"})
_DELETE = frozenset({"DELETE_SUBSCR", "STORE_GLOBAL", "STORE_ATTR"})
#: What a function is called that ends something.
ENDINGS = frozenset(
    {"aclose", "cancel", "close", "disconnect", "join", "kill", "shutdown", "stop", "terminate", "wait_closed"}
)
#: How an object is begun, which fills its containers anew, and how it is ended.
_BEGINNING = frozenset({"__init__", "__post_init__"})
_ENDING = frozenset({"aclose", *ENDS, "__exit__", "__aexit__", "__del__"})


class Body(NamedTuple):
    """Code that will run, from an instruction on."""

    code: CodeType
    space: dict[str, Any]
    after: int = -1

    @property
    def line(self) -> int:
        """The line of the instruction that it stands at; 0 before the first."""
        lines = (line for start, end, line in self.code.co_lines() if start <= self.after < end)
        return next(lines, 0) or 0

    @property
    def names(self) -> list[str]:
        """What the code refers to by name."""
        return list(dict.fromkeys(name for name, _ in self._used() if name))

    @property
    def takes_out(self) -> bool:
        """True where it could take something out of a container."""
        return any(name in _TAKE_OUT or operation in _DELETE for name, operation in self._used())

    def takes_out_of(self, attribute: str) -> bool:
        """The same for the container that an attribute has, or has from now on."""
        return any(
            name in _TAKE_OUT or operation == "DELETE_SUBSCR" or (operation == "STORE_ATTR" and name == attribute)
            for name, operation in self._used()
        )

    @property
    def goes_through(self) -> list[str]:
        """The names for which that is not all there is: to be cleared."""
        used = [name for name, _ in self._used()]
        return list(dict.fromkeys(name for name, then in pairwise((*used, "")) if name and then != "clear"))

    @property
    def ends_something(self) -> bool:
        """True where it calls what closes, cancels or stops."""
        return any(name in ENDINGS for name, _ in self._used())

    def _used(self) -> Iterator[tuple[str, str]]:
        for code in _with_inner(self.code):
            for step in dis.get_instructions(code):
                if code is not self.code or step.offset > self.after:
                    yield step.argval if step.opcode in dis.hasname else "", step.opname


def ends_all_in(cls: type, attribute: str) -> bool:
    """True for a class of the user's that takes nothing out of that container but by ending its members in the end."""
    bodies = [(name, body) for name, body in _methods(cls) if name not in _BEGINNING and attribute in body.names]
    takers = {name for name, body in bodies if body.takes_out_of(attribute)}
    return takers <= _ENDING and any(name in _ENDING and body.ends_something for name, body in bodies)


def _methods(cls: type) -> Iterator[tuple[str, Body]]:
    """The functions that a class and its bases are made of, inside of what is wrapped around them."""
    for base in cls.__mro__:
        for name, found in vars(base).copy().items() if not is_library(base) else ():
            if type(found) in (staticmethod, classmethod):
                found = found.__func__
            elif type(found) is property:
                found = found.fget
            while type(found) is FunctionType and type(found.__dict__.get("__wrapped__")) is FunctionType:
                found = found.__dict__["__wrapped__"]
            if type(found) is FunctionType:
                yield name, Body(found.__code__, found.__globals__)


def _with_inner(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _with_inner(constant)
