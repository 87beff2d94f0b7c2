"""Which function handles which message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from wshygiene_reference.connection import Connection
from wshygiene_reference.messages import BadMessage, Message

#: Handles a message; what it returns is sent back as the ``data`` of the acknowledgement.
MessageHandler = Callable[[Connection, Message], Awaitable[Any]]


class Router:
    """Handlers by the type of message, each with a deadline in seconds."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._handlers: dict[str, MessageHandler] = {}

    def add(self, kind: str, handler: MessageHandler) -> None:
        """Handle messages of type ``kind``. Raises ValueError when somebody does so already."""
        if kind in self._handlers:
            raise ValueError(f"messages of type {kind!r} have a handler already.")
        self._handlers[kind] = handler

    async def dispatch(self, connection: Connection, message: Message) -> Any:
        """Have a message handled. Raises ``BadMessage`` for a type nobody handles, and when it takes too long."""
        handler = self._handlers.get(message.type)
        if handler is None:
            raise BadMessage("unknown", f"no messages of type {message.type[:64]!r}", message.id)
        try:
            async with asyncio.timeout(self._timeout):
                return await handler(connection, message)
        except TimeoutError:
            raise BadMessage("timeout", f"not done within {self._timeout:g} s", message.id) from None
