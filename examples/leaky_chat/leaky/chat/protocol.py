"""What travels over the wire: one JSON object per frame."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a message is about."""

    # from the client
    HELLO = "hello"
    WHO = "who"
    JOIN = "join"
    LEAVE = "leave"
    SAY = "say"
    TYPING = "typing"  # from the server too: somebody else is typing
    # from the server
    WELCOME = "welcome"
    ONLINE = "online"
    JOINED = "joined"
    LEFT = "left"
    SAID = "said"
    STOPPED = "stopped"
    ANNOUNCEMENT = "announcement"
    BEAT = "beat"
    QUIT = "quit"
    ERROR = "error"


@dataclass(frozen=True)
class Message:
    """One message; fields that mean nothing for its kind stay empty."""

    kind: Kind
    room: str = ""
    name: str = ""
    text: str = ""
    names: tuple[str, ...] = ()


class ProtocolError(ValueError):
    """The other side sent something that is not a message."""


def encode(message: Message) -> str:
    """Write a message as one frame, without its empty fields."""
    return json.dumps({field: value for field, value in asdict(message).items() if value})


def decode(frame: str | bytes) -> Message:
    """Read one frame; raises ProtocolError when it is not a message."""
    try:
        fields = json.loads(frame)
        kind = Kind(fields["kind"])
    except (ValueError, KeyError, TypeError) as error:
        raise ProtocolError(f"not a message: {frame[:60]!r}") from error
    texts = {field: fields.get(field, "") for field in ("room", "name", "text")}
    names = fields.get("names", [])
    if not isinstance(names, list) or not all(isinstance(value, str) for value in (*texts.values(), *names)):
        raise ProtocolError(f"a field of this {kind} message has the wrong type")
    return Message(kind, **texts, names=tuple(names))
