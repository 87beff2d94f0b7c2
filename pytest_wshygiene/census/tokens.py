"""What stands for a member of a container in comparisons and reports, as long as the member is there."""

from __future__ import annotations

import reprlib
from collections.abc import Hashable
from typing import Any

_PLAIN: tuple[type, ...] = (str, bytes, int, float, bool, type(None))


def is_nested(token: Hashable) -> bool:
    """True for an entry of a container that is itself an entry: a member of a room in a dictionary of rooms."""
    return isinstance(token, tuple) and len(token) == 3 and token[0] == "in"


def _is_repeated(token: Hashable) -> bool:
    """True for an entry of a list that is equal to one before it."""
    return isinstance(token, tuple) and len(token) == 3 and token[0] == "again"


def as_added(token: Any) -> Hashable:
    """The entry itself for one that is equal to it."""
    if is_nested(token):
        return (*token[:2], as_added(token[2]))
    return token[1] if _is_repeated(token) else token  # type: ignore[no-any-return]


def shown(token: Hashable) -> str:
    """An entry as a person would write it."""
    if isinstance(token, tuple) and is_nested(token):
        return f"[{shown(token[1])}] {shown(token[2])}"
    if isinstance(token, tuple) and _is_repeated(token):
        return shown(token[1])
    if isinstance(token, tuple) and token and token[0] == "id":
        return f"<{token[1]}>"
    return reprlib.repr(token)


def numbered(container: Any) -> list[Hashable]:
    """Tokens of the members; equal plain values in a list are told apart by how many there are."""
    seen: dict[Hashable, int] = {}
    tokens: list[Hashable] = []
    for member in list(container):
        token = token_of(member)
        count = seen[token] = seen.get(token, 0) + 1
        tokens.append(token if count == 1 else ("again", token, count))
    return tokens


def token_of(key: Any) -> Hashable:
    """What stands for a member in reports and comparisons: a plain value itself, anything else by its identity."""
    if type(key) in _PLAIN or (type(key) is tuple and all(type(part) in _PLAIN for part in key)):
        return key  # type: ignore[no-any-return]
    return ("id", type(key).__qualname__, id(key))
