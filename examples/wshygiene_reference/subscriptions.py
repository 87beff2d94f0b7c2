"""The messages that the manager understands by itself: rooms of every kind, and typing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from wshygiene_reference.connection import Connection
from wshygiene_reference.identity import Authorizer, Identity
from wshygiene_reference.messages import BadMessage, Message
from wshygiene_reference.rooms import RoomIndex, RoomRefused

if TYPE_CHECKING:
    from wshygiene_reference.router import MessageHandler, Router
    from wshygiene_reference.typing_indicators import TypingIndicators

log = logging.getLogger("wshygiene_reference")

#: The kinds of rooms that are asked for by what they are about: the kind, the name of its key, what stands for none.
TOPICS = (("job", "jobId", None), ("thread", "threadId", None), ("analytics", "type", "subscribers"))


class Subscriptions:
    """Puts connections into rooms and takes them out, for those whom ``authorize`` lets in."""

    def __init__(self, rooms: RoomIndex[str], typing: TypingIndicators, authorize: Authorizer) -> None:
        self._rooms = rooms
        self._typing = typing
        self._authorize = authorize

    def register(self, router: Router) -> None:
        """Handle the messages about rooms and typing."""
        router.add("ping", _pong)
        router.add("room.join", self._join)
        router.add("room.leave", self._leave)
        for kind, key, default in TOPICS:
            router.add(f"{kind}.subscribe", self._entering(kind, key, default))
            router.add(f"{kind}.unsubscribe", self._leaving(kind, key, default))
        router.add("typing.start", self._start_typing)
        router.add("typing.stop", self._stop_typing)

    def join(self, connection: Connection, room: str) -> bool:
        """Put a connection into a room; False when it is there. Raises ``RoomRefused``."""
        if not self._authorize(_known(connection), room):
            raise RoomRefused(room, "not allowed")
        return self._rooms.join(connection.id, room)

    def leave(self, connection: Connection, room: str) -> bool:
        """Take a connection out of a room; False when it was not in it. Typing in it ends."""
        kind, _, thread = room.partition(":")
        if kind == "thread":
            self._typing.stop(connection.id, _known(connection).user, thread)
        return self._rooms.leave(connection.id, room)

    async def _join(self, connection: Connection, message: Message) -> dict[str, object]:
        room = message.text("room")
        return {"room": room, "joined": self.join(connection, room)}

    async def _leave(self, connection: Connection, message: Message) -> dict[str, object]:
        room = message.text("room")
        return {"room": room, "left": self.leave(connection, room)}

    def _entering(self, kind: str, key: str, default: str | None) -> MessageHandler:
        async def subscribe(connection: Connection, message: Message) -> dict[str, object]:
            room = f"{kind}:{_topic(message, key, default)}"
            return {"room": room, "joined": self.join(connection, room)}

        return subscribe

    def _leaving(self, kind: str, key: str, default: str | None) -> MessageHandler:
        async def unsubscribe(connection: Connection, message: Message) -> dict[str, object]:
            room = f"{kind}:{_topic(message, key, default)}"
            return {"room": room, "left": self.leave(connection, room)}

        return unsubscribe

    async def _start_typing(self, connection: Connection, message: Message) -> None:
        thread = message.text("threadId")
        if f"thread:{thread}" not in self._rooms.rooms_of(connection.id):
            raise BadMessage("refused", "not subscribed to this thread", message.id)
        self._typing.start(connection.id, _known(connection).user, thread)

    async def _stop_typing(self, connection: Connection, message: Message) -> dict[str, object]:
        thread = message.text("threadId")
        return {"stopped": self._typing.stop(connection.id, _known(connection).user, thread)}


async def _pong(connection: Connection, message: Message) -> str:
    return "pong"


def _topic(message: Message, key: str, default: str | None) -> str:
    return default if default is not None and key not in message.data else message.text(key)


def _known(connection: Connection) -> Identity:
    assert connection.identity is not None, "only those who said who they are get here"
    return connection.identity
