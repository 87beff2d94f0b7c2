"""The chat server."""

import asyncio
import contextlib
import logging
import re
from pathlib import Path
from typing import Self

from websockets.asyncio.server import Server, ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

from chat import rooms
from chat.audit import audit, start_audit, stop_audit
from chat.events import BUS
from chat.heartbeat import beat
from chat.protocol import Kind, Message, ProtocolError, decode, encode
from chat.session import Session
from chat.typing_indicator import TypingIndicator

REFUSED = 4400
NAME = re.compile(r"\w{1,32}")


class ChatServer:
    """Serves the chat until it is closed; `async with` does both."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        heartbeat: float = 20.0,
        typing_timeout: float = 5.0,
        audit_directory: Path | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self.heartbeat = heartbeat
        self.audit_directory = audit_directory
        self.sessions: dict[str, Session] = {}
        self.heartbeats: dict[str, asyncio.Task[None]] = {}
        self.audits: dict[str, logging.Handler] = {}
        self.typing = TypingIndicator(typing_timeout, self._stopped_typing)
        self._server: Server | None = None

    @property
    def uri(self) -> str:
        """Where clients connect to."""
        return f"ws://{self.host}:{self.port}"

    async def start(self) -> None:
        """Listen; port 0 becomes the one that the system chose."""
        self._server = await serve(self._handle, self.host, self.port)
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def close(self) -> None:
        """Stop listening, close all connections, and wait until their handlers are through."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.close()

    async def _handle(self, connection: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            try:
                session = await self._greet(connection)
            except ProtocolError as error:
                await connection.send(encode(Message(Kind.ERROR, text=str(error))))
                await connection.close(REFUSED)
                return
            if session is not None:
                await self._serve(session)

    async def _greet(self, connection: ServerConnection) -> Session | None:
        """Answer questions until the client says hello; None when it leaves before that."""
        async for frame in connection:
            message = decode(frame)
            if message.kind is Kind.WHO:
                await connection.send(encode(Message(Kind.ONLINE, names=self._names())))
            elif message.kind is not Kind.HELLO:
                raise ProtocolError("say hello first")
            elif not NAME.fullmatch(message.name) or message.name in self._names():
                raise ProtocolError(f"the name {message.name!r} is not free")
            else:
                return Session(message.name, connection)
        return None

    async def _serve(self, session: Session) -> None:
        try:
            await self._connect(session)
            async for frame in session.connection:
                await self._receive(session, frame)
        finally:
            await self._disconnect(session)

    async def _connect(self, session: Session) -> None:
        self.sessions[session.id] = session
        self.heartbeats[session.id] = asyncio.create_task(beat(session, self.heartbeat))
        BUS.on("announcement", session.announce)
        if self.audit_directory is not None:
            self.audits[session.id] = start_audit(self.audit_directory, session)
        audit(session, "connected")
        await session.send(Message(Kind.WELCOME, name=session.name))

    async def _disconnect(self, session: Session) -> None:
        """Undo everything that `_connect` and `_act` did for this connection, however far they came."""
        self.sessions.pop(session.id, None)
        BUS.off("announcement", session.announce)
        self.typing.stop_all(session)
        rooms.leave_all(session)
        audit(session, "disconnected")
        if session.id in self.audits:
            stop_audit(self.audits.pop(session.id))
        quit_notice = encode(Message(Kind.QUIT, name=session.name))
        broadcast([other.connection for other in self.sessions.values()], quit_notice)
        heartbeat = self.heartbeats.pop(session.id, None)
        if heartbeat is not None:
            heartbeat.cancel()
            await asyncio.gather(heartbeat, return_exceptions=True)

    async def _receive(self, session: Session, frame: str | bytes) -> None:
        try:
            message = decode(frame)
            self._act(session, message)
        except ProtocolError as error:
            await session.send(Message(Kind.ERROR, text=str(error)))
        else:
            audit(session, f"{message.kind} {message.room} {message.text}".rstrip())

    def _act(self, session: Session, message: Message) -> None:
        room = message.room
        if message.kind is Kind.JOIN:
            rooms.join(session, room)
            self._tell(room, Message(Kind.JOINED, room, session.name))
            return
        if session not in rooms.members(room):
            raise ProtocolError(f"{message.kind}: you are not in the room {room!r}")
        match message.kind:
            case Kind.LEAVE:
                self._stop_typing(session, room)
                self._tell(room, Message(Kind.LEFT, room, session.name))
                rooms.leave(session, room)
            case Kind.SAY:
                self._stop_typing(session, room)
                self._tell(room, Message(Kind.SAID, room, session.name, message.text), but=session)
            case Kind.TYPING:
                if self.typing.start(session, room):
                    self._tell(room, Message(Kind.TYPING, room, session.name), but=session)
            case other:
                raise ProtocolError(f"a client does not send {other}")

    def _stop_typing(self, session: Session, room: str) -> None:
        if self.typing.stop(session, room):
            self._stopped_typing(session, room)

    def _stopped_typing(self, session: Session, room: str) -> None:
        self._tell(room, Message(Kind.STOPPED, room, session.name), but=session)

    def _tell(self, room: str, message: Message, but: Session | None = None) -> None:
        broadcast([member.connection for member in rooms.members(room) if member is not but], encode(message))

    def _names(self) -> tuple[str, ...]:
        return tuple(sorted(session.name for session in self.sessions.values()))
