"""Makes records fast: the constructor of a named tuple is a Python function; `tuple.__new__` takes half the time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, cast

from wshygiene_checks.facts.record import Block, Call, Exit, Function, Parameter, Store, Value

Record = TypeVar("Record", bound=tuple[Any, ...])


def _maker(record: type[Record]) -> Callable[[tuple[Any, ...]], Record]:
    return cast(Callable[[tuple[Any, ...]], Record], partial(tuple.__new__, cast(Any, record)))


make_block = _maker(Block)
make_call = _maker(Call)
make_exit = _maker(Exit)
make_function = _maker(Function)
make_parameter = _maker(Parameter)
make_store = _maker(Store)
make = cast(Callable[[tuple[str, str, int, tuple[str, ...]]], Value], _maker(Value))
