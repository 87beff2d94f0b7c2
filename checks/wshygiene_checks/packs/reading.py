"""From one table of a pack to its record, with an error that names the place of a slip of the pen."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast, get_args

from wshygiene_checks.nearest import did_you_mean
from wshygiene_checks.packs import schema
from wshygiene_checks.packs.schema import Argument, Limit, PackError

T = TypeVar("T")
R = TypeVar("R", bound=NamedTuple)
NAME = re.compile(r"\.?[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
SAMPLE_KEYS = ("flagged", "flagged_by", "fine", "note")


def record(kind: type[R], table: Mapping[str, object], place: str, **given: object) -> R:
    """Read ``table`` as a record of this kind; ``given`` are values that no table can set."""
    known = {name: type_ for name, type_ in _fields(kind).items() if name not in given}
    for key in table:
        if key not in known and key not in SAMPLE_KEYS:
            raise PackError(f"{place} has an unknown key `{key}`. Known: {', '.join(known)}.{did_you_mean(key, known)}")
    values = {name: _value(known[name], table[name], f"{place}: {name}") for name in table if name in known}
    for name, type_ in known.items():
        if name not in values and name not in kind._field_defaults:
            raise PackError(f"{place} has no `{name}`. Expected: {_expected(type_)}.")
    return cast(Callable[..., R], kind)(**given, **values)


def check_names(values: Iterable[str], where: str) -> None:
    """Refuse what can be no name of a call: neither dotted words nor a method with a leading dot."""
    for value in values:
        if not NAME.fullmatch(value):
            raise PackError(f'{where} = "{value}" is no name. Expected: `package.function` or `.method`.')


@cache
def _fields(kind: type[NamedTuple]) -> dict[str, str]:
    """The annotations of a record, as they are written."""
    return {name: str(getattr(type_, "__forward_arg__", type_)) for name, type_ in kind.__annotations__.items()}


def _value(kind: str, value: object, where: str) -> object:
    try:
        if kind in _CHOICES:
            return _chosen(value, _CHOICES[kind], where)
        if kind == "tuple[Part, ...]":
            return tuple(_chosen(part, _CHOICES["Part"], where) for part in _texts(value))
        if kind == "tuple[Limit, ...]":
            return tuple(_limit(limit, f"{where}[{number}]") for number, limit in enumerate(_list(value)))
        return _READERS[kind][0](value)
    except TypeError:
        raise PackError(f"{where} = {value!r} is not allowed. Expected: {_expected(kind)}.") from None


def _expected(kind: str) -> str:
    return f"one of {', '.join(_CHOICES[kind])}" if kind in _CHOICES else _READERS[kind][1]


def _chosen(value: object, choices: tuple[str, ...], where: str) -> str:
    if isinstance(value, str) and value in choices:
        return value
    word = f'"{value}"' if isinstance(value, str) else repr(value)
    raise PackError(f"{where} = {word} is unknown. Known: {', '.join(choices)}.{did_you_mean(str(value), choices)}")


def _limit(value: object, where: str) -> Limit:
    limit = record(Limit, _table(value), where)
    for text in (*limit.off, limit.default or "None"):
        try:
            ast.literal_eval(text)
        except (ValueError, SyntaxError):
            raise PackError(f'{where} = "{text}" is no Python literal. Expected: one such as "None" or "20".') from None
    return limit


def _only(kind: type[T]) -> Callable[[object], T]:
    def read(value: object) -> T:
        if not isinstance(value, kind):
            raise TypeError
        return value

    return read


_text, _list, _table = _only(str), _only(list), _only(dict)


def _texts(value: object) -> tuple[str, ...]:
    """A list of texts; a single text stands for a list of one."""
    items = [value] if isinstance(value, str) else _list(value)
    if not all(isinstance(item, str) and item for item in items):
        raise TypeError
    return tuple(items)


def _numbers(value: object) -> tuple[int, ...]:
    if not all(type(item) is int and item >= 0 for item in _list(value)):
        raise TypeError
    return tuple(_list(value))


def _number(value: object) -> int:
    return _numbers([value])[0]


def _argument(value: object) -> Argument:
    parts = value if isinstance(value, list) else [value]
    words = [part for part in parts if isinstance(part, str)]
    numbers = _numbers([part for part in parts if not isinstance(part, str)])
    if not parts or len(words) > 1 or len(numbers) > 1:
        raise TypeError
    return Argument(next(iter(numbers), None), next(iter(words), None))


_CHOICES: dict[str, tuple[str, ...]] = {
    name: get_args(getattr(schema, name))
    for name in ("Kind", "Returns", "ReleaseOn", "Part", "Lifetime", "Takes", "Role", "Source", "Bounds")
}
# By the annotation of the field: how its value is read, and what is expected where it cannot be.
_READERS: dict[str, tuple[Callable[[Any], object], str]] = {
    "str": (_text, "text"),
    "bool": (_only(bool), "true or false"),
    "int": (_number, "a whole number from 0 up"),
    "tuple[str, ...]": (_texts, "a text or a list of texts"),
    "frozenset[str]": (lambda value: frozenset(_texts(value)), "a text or a list of texts"),
    "tuple[int, ...]": (_numbers, "a list of whole numbers from 0 up"),
    "Argument | None": (_argument, "a position from 0 up, a keyword, or a list of both"),
    "tuple[Part, ...]": (_texts, f"a list of {', '.join(_CHOICES['Part'])}"),
    "tuple[Limit, ...]": (_list, "a list of tables with keyword, off, rule and default"),
    "Mapping[str, str]": (lambda value: {key: _text(word) for key, word in _table(value).items()}, "a table of texts"),
    "Mapping[str, tuple[str, ...]]": (
        lambda value: {key: _texts(words) for key, words in _table(value).items()},
        "a table of lists of texts",
    ),
}
