"""The client side: a chat that comes back by itself when the connection breaks."""

import asyncio
import contextlib
from typing import Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from chat.protocol import Kind, Message, ProtocolError, decode, encode

INBOX = 256


class Refused(Exception):
    """The server did not let us in; the message is its reason."""


class ChatClient:
    """One person's end of the chat; `async with` opens and closes it."""

    def __init__(self, uri: str, name: str, *, retry_first: float = 1.0, retry_most: float = 30.0) -> None:
        self.uri = uri
        self.name = name
        self.retry_first = retry_first
        self.retry_most = retry_most
        self._rooms: set[str] = set()
        self._inbox: asyncio.Queue[Message] = asyncio.Queue(INBOX)
        self._connection: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect, and stay connected from now on."""
        await self._connect()
        self._keeper = asyncio.create_task(self._stay_connected())

    async def close(self) -> None:
        """Leave the chat."""
        if self._reader is not None:
            self._reader.cancel()
        if self._connection is not None:
            await self._connection.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.close()

    async def join(self, room: str) -> None:
        """Enter a room, now and after every reconnection."""
        self._rooms.add(room)
        await self._send(Message(Kind.JOIN, room))

    async def leave(self, room: str) -> None:
        """Leave a room."""
        self._rooms.discard(room)
        await self._send(Message(Kind.LEAVE, room))

    async def say(self, room: str, text: str) -> None:
        """Say something to everyone in a room."""
        await self._send(Message(Kind.SAY, room, text=text))

    async def typing(self, room: str) -> None:
        """Let the others in a room know that we are typing."""
        await self._send(Message(Kind.TYPING, room))

    async def receive(self) -> Message:
        """The next message; waits for one."""
        return await self._inbox.get()

    async def _send(self, message: Message) -> None:
        if self._connection is None:
            raise RuntimeError(f"cannot send {message.kind}: the client is not open")
        await self._connection.send(encode(message))

    async def _connect(self) -> None:
        connection = await connect(self.uri, proxy=None)
        try:
            await connection.send(encode(Message(Kind.HELLO, name=self.name)))
            answer = decode(await connection.recv())
            if answer.kind is not Kind.WELCOME:
                raise Refused(answer.text)
            for room in self._rooms:
                await connection.send(encode(Message(Kind.JOIN, room)))
        except BaseException:
            await connection.close()
            raise
        self._connection = connection
        self._reader = asyncio.create_task(self._read(connection))

    async def _read(self, connection: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed, ProtocolError):
            async for frame in connection:
                await self._inbox.put(decode(frame))

    async def _stay_connected(self) -> None:
        delay = self.retry_first
        while self._reader is not None:
            await asyncio.wait([self._reader])
            await asyncio.sleep(delay)
            try:
                await self._connect()
                delay = self.retry_first
            except (OSError, WebSocketException, ProtocolError, Refused):
                delay = min(delay * 2, self.retry_most)


async def who_is_online(uri: str) -> tuple[str, ...]:
    """Ask a server who is there, without entering the chat."""
    connection = await connect(uri, proxy=None)
    await connection.send(encode(Message(Kind.WHO)))
    return decode(await connection.recv()).names
