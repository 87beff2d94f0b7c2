"""Makes the records of values; those that are made again and again are made once and shared."""

from __future__ import annotations

from collections.abc import Iterable
from sys import intern
from typing import NamedTuple

from wshygiene_checks.facts.making import make
from wshygiene_checks.facts.record import NOTHING, NOWHERE, Value

MOST_NAMES = 12  # more paths than this say nothing more about where a value comes from

# What becomes of a value: `Call.use`, `Call.targets`, `Call.consumer` and `Call.nested`. A plain tuple, because one is
# made for every call and thrown away.
Use = tuple[str, tuple[str, ...], int, bool]
DROP: Use = ("drop", (), -1, False)
OTHER: Use = ("other", (), -1, False)
TEST: Use = ("test", (), -1, False)
ITERATE: Use = ("iterate", (), -1, False)
RETURN: Use = ("return", (), -1, False)
YIELD: Use = ("yield", (), -1, False)
DECORATOR: Use = ("decorator", (), -1, False)

_MOST_TEXT = 60  # characters
_MOST_BITS = 2048  # `repr` raises ValueError from 640 digits on, where the interpreter is set so: 2,126 bits
_MOST_KEPT = 1 << 14
_literals: dict[str | int, Value] = {}
_paths: dict[str, Value] = {}  # many files have a `%self`, a `%hass` or a `%event`


class Seen(NamedTuple):
    """What is collected over a whole file: ``attributes`` are the names of those it reads, in the order of the text,
    ``paths`` values by path.

    ``probing`` says that it makes mappings that gain an entry when they are read, so that reads are worth recording.
    """

    attributes: dict[str, None]
    paths: dict[str, Value]
    probing: bool = False


def path_value(paths: dict[str, Value], path: str) -> Value:
    """The value of a name or attribute that stands for this place, which is not among ``paths`` yet, but then is."""
    value = _paths.get(path)
    if value is None:
        path = intern(path)
        kind = "element" if path.endswith("[]") else "path"  # of an alias: after `x = self._all[0]` for `x`
        value = _paths[path] = make((kind, path, -1, (path,)))
        if len(_paths) > _MOST_KEPT:
            _paths.clear()
    paths[value.path] = value
    return value


def constant_value(constant: object) -> Value:
    """The value of a literal: its ``repr``, of a long text the beginning."""
    if type(constant) is str or type(constant) is int:
        return _literals.get(constant) or _literal(constant)
    if constant is None:
        return NOTHING
    if type(constant) is bool:
        return _TRUE if constant else _FALSE
    return make(("constant", literal_text(constant), -1, ()))


def literal_text(constant: object) -> str:
    """How a literal is written, of a long text the beginning; of a number that Python refuses to print, its bits."""
    if isinstance(constant, str | bytes):
        return repr(constant[:_MOST_TEXT])
    if isinstance(constant, int) and constant.bit_length() > _MOST_BITS:
        return hex(constant)
    return repr(constant)


def _literal(constant: str | int) -> Value:
    """The value of a text or number that has not been met before, or is too long to be kept."""
    value = make(("constant", literal_text(constant), -1, ()))
    if isinstance(constant, int) or len(constant) <= _MOST_TEXT:
        if len(_literals) > _MOST_KEPT:
            _literals.clear()
        _literals[constant] = value
    return value


_TRUE, _FALSE = make(("constant", "True", -1, ())), make(("constant", "False", -1, ()))


def unnamed(names: tuple[str, ...]) -> Value:
    """A value that comes from no place that has a name, such as a sum; ``names`` are what it is made of."""
    return make(("other", NOWHERE, -1, names)) if names else _NAMELESS


_NAMELESS = make(("other", NOWHERE, -1, ()))


def display(type_: str, names: tuple[str, ...]) -> Value:
    """A ``list``, ``tuple``, ``set`` or ``dict`` that is written out."""
    return make(("display", type_, -1, names)) if names else _NAMELESS_DISPLAYS[type_]


_NAMELESS_DISPLAYS = {type_: make(("display", type_, -1, ())) for type_ in ("list", "tuple", "set", "dict")}


def stored_in(path: str) -> Use:
    """The use of a value that is assigned to a place; the path is empty for a place without a name."""
    return ("store", (path,) if path else (), -1, False)


def inside(use: Use) -> Use:
    """The use of an element of a display or comprehension that is used like this."""
    how, targets, consumer, _ = use
    return (how, targets, consumer, True)


def names_of(values: Iterable[Value]) -> tuple[str, ...]:
    """The paths read in several values, each once."""
    found: tuple[str, ...] = ()
    for value in values:
        names = value.names
        if names and names != found:
            found = tuple(dict.fromkeys(found + names)) if found else names
    return found[:MOST_NAMES] if len(found) > MOST_NAMES else found


def behind(path: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The paths read in an expression that has a path itself: that one, and those that lead there."""
    return (path, *[name for name in names if name != path])[:MOST_NAMES]


def either(values: list[Value], more: tuple[str, ...]) -> Value:
    """Of several values that an expression may have, the first that is not just a constant; names from all."""
    best = next((value for value in values if value.path and value.kind != "constant"), values[0])
    names = tuple(dict.fromkeys((*names_of(values), *more)))[:MOST_NAMES]
    return best if names == best.names else best._replace(names=names)


def part_of(value: Value, position: int) -> Value:
    """What the n-th name of ``for a, b in value`` iterates over."""
    if value.kind == "items":
        return make(("keys" if position == 0 else "values", *value[1:]))
    if value.kind == "enumerate":
        return make(("other" if position == 0 else "values", *value[1:]))
    return value


def unpacked(value: Value, position: int, popped: bool) -> Value:
    """What the n-th name of ``a, b = value`` is: an element of the value, if that has a name.

    ``popped`` says that the value is an item taken out of a mapping: a key, and the element that was there.
    """
    if popped:
        container = value.path.removesuffix("[]")
        return value if position else make(("other", intern(container + "{}"), value.call, value.names))
    whole = value.kind in ("path", "element", "call")  # what a call returns is a tuple: its parts differ
    place = intern(value.path + "[]") if value.path else NOWHERE
    return make(("other" if whole else "element", place, value.call, value.names))
