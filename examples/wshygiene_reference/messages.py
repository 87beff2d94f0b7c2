"""What peers say to each other: JSON objects with a ``type``, an optional ``id`` to answer to, and ``data``."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: How deep the data of a message may be nested; beyond it a parser or a printer may run out of stack.
DEEPEST = 32


@dataclass(eq=False)
class BadMessage(Exception):
    """A message that cannot be used: ``code`` for programs, ``reason`` for people, and the ``id`` to answer to."""

    code: str
    reason: str
    id: int | str | None = None

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Message:
    """An incoming message."""

    type: str
    id: int | str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str, most: int = 255) -> str:
        """The string ``name`` of the data. Raises ``BadMessage`` when it is missing, empty, too long or no string."""
        value = self.data.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= most:
            raise BadMessage("invalid", f"`{name}` must be a string of 1 to {most} characters", self.id)
        return value


def parse(text: str | bytes) -> Message:
    """The message in a text frame. Raises ``BadMessage``."""
    if isinstance(text, bytes):
        raise BadMessage("binary", "messages are text")
    try:
        value = strict_json(text)
    except (ValueError, RecursionError) as error:
        raise BadMessage("json", f"not JSON: {error}") from None
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise BadMessage("shape", "a message is an object with a string `type`")
    number = value.get("id")
    if number is not None and not isinstance(number, int | str):
        raise BadMessage("shape", "`id` must be a number or a string")
    data = value.get("data", {})
    if not isinstance(data, dict) or depth(data) > DEEPEST:
        raise BadMessage("shape", f"`data` must be an object, nested at most {DEEPEST} deep", number)
    return Message(value["type"], number, data)


def strict_json(text: str) -> Any:
    """A value of JSON. Raises ValueError for NaN and infinities, which Python reads although JSON has none."""
    return _DECODER.decode(text)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise ValueError("a number is too large")
    return value


#: Made once: `json.loads` and `json.dumps` would make one for each message, of which the first is a reference cycle.
_DECODER = json.JSONDecoder(parse_constant=_no_number, parse_float=_finite)
_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


def fields_of(text: str | bytes) -> dict[str, Any] | None:
    """The fields of a message from a server, which a client trusts more; None when it is no message."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and isinstance(value.get("type"), str) else None


def compose(kind: str, **fields: Any) -> str:
    """The text of a message of ours; fields that are None are left out.

    Raises TypeError or ValueError for what JSON cannot say, such as NaN: a browser would choke on the whole message.
    """
    present = {name: value for name, value in fields.items() if value is not None}
    return _ENCODER.encode({"type": kind, **present})


def depth(value: object, most: int = DEEPEST) -> int:
    """How deep a value of JSON is nested; more than ``most`` is not told apart."""
    deepest, level = 0, [value]
    while level and deepest <= most:
        deepest += 1
        level = [
            child
            for each in level
            if isinstance(each, dict | list)
            for child in (each.values() if isinstance(each, dict) else each)
        ]
    return deepest
