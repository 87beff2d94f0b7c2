"""What nodes tell each other: a line that says from whom and for whom, and below it the message as clients get it.

Whoever can publish on the channel can write anything on it. So nothing is believed: the version, every field of the
first line and the message are checked, and the message is written anew before a client sees it. Only the first line is
read where nobody is interested.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn

from wshygiene_reference.messages import depth

#: Nodes that write another version are not understood, and say so in the log.
VERSION = 1
#: Characters of the names of nodes, rooms, users, sessions and keys.
LONGEST_NAME = 8192
#: How deep a message may be nested. Every Python reads as much, and some much more, but all nodes shall judge alike.
DEEPEST = 500


class Kind(StrEnum):
    """Whom an envelope is for, or what a node says about itself."""

    ROOM = "room"
    USER = "user"
    SESSION = "session"
    ALL = "all"
    TYPING = "typing"
    STOPPED = "stopped"
    BEAT = "beat"
    BYE = "bye"


_TOO_DEEP = f"not JSON that is nested at most {DEEPEST} deep"
#: The kinds that carry a message for clients.
FOR_CLIENTS = frozenset({Kind.ROOM, Kind.USER, Kind.SESSION, Kind.ALL})


@dataclass(eq=False)
class BadEnvelope(Exception):
    """Something on the channel that no node of this version has written: ``reason`` says what is wrong."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message between nodes.

    ``serial`` counts what ``node`` has sent, so that others notice what they missed or got twice. ``name`` is the room,
    user, session or thread; ``key`` is that of a current value, or who types; ``body`` is the message, in JSON.
    """

    node: str
    serial: int
    kind: Kind
    name: str = ""
    key: str | None = None
    body: bytes = b""

    def pack(self) -> bytes:
        """The bytes on the channel."""
        head = [VERSION, self.node, self.serial, self.kind, self.name, self.key]
        return json.dumps(head, separators=(",", ":")).encode() + b"\n" + self.body

    def message(self) -> str:
        """The message for clients, checked and written anew. Raises ``BadEnvelope``."""
        value = _read(self.body)
        if not isinstance(value, dict) or not isinstance(value.get("type"), str):
            raise BadEnvelope("the message is no object with a string `type`")
        if depth(value, DEEPEST) > DEEPEST:
            raise BadEnvelope(_TOO_DEEP)
        try:
            return json.dumps(value, separators=(",", ":"))
        except RecursionError:
            raise BadEnvelope(_TOO_DEEP) from None


def unpack(data: bytes, most: int) -> Envelope:
    """The envelope in ``data`` of at most ``most`` bytes. Raises ``BadEnvelope``."""
    if len(data) > most:
        raise BadEnvelope(f"{len(data)} bytes are more than {most}")
    head, _, body = data.partition(b"\n")
    value = _read(head)
    if not isinstance(value, list) or not value:
        raise BadEnvelope("the first line is no list")
    if value[0] != VERSION or isinstance(value[0], bool):
        raise BadEnvelope(f"version {str(value[0])[:20]!r} is not {VERSION}")
    if len(value) != 6:
        raise BadEnvelope(f"the first line has {len(value)} fields instead of 6")
    _, node, serial, kind, name, key = value
    if not _is_name(node) or not node or not _is_name(name) or not (key is None or _is_name(key)):
        raise BadEnvelope(f"a name is no string of at most {LONGEST_NAME} characters")
    if not isinstance(serial, int) or isinstance(serial, bool) or not 0 < serial < 2**63:
        raise BadEnvelope("the serial is no positive number")
    if kind not in list(Kind):
        raise BadEnvelope(f"{str(kind)[:20]!r} is not a kind")
    return Envelope(node, serial, Kind(kind), name, key, body)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NAME


def _read(text: bytes) -> Any:
    """A JSON value. NaN and the infinities, which Python would read and write, are no JSON."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise BadEnvelope(_TOO_DEEP) from None
    except ValueError as error:
        raise BadEnvelope(f"not JSON: {str(error)[:100]}") from None


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
