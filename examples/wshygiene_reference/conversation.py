"""Listening to one peer for as long as it is there: limits first, then the handler of each message."""

from __future__ import annotations

import logging
from collections.abc import Callable

from websockets.exceptions import ConnectionClosed

from wshygiene_reference.admission import LimitExceeded
from wshygiene_reference.close_codes import CloseCode
from wshygiene_reference.config import ManagerConfig
from wshygiene_reference.connection import Connection, encode
from wshygiene_reference.handshake import Handshake, admit, confirm, credentials_of
from wshygiene_reference.identity import Credentials
from wshygiene_reference.messages import BadMessage, Message, compose, parse
from wshygiene_reference.performance import PerformanceCounters
from wshygiene_reference.rooms import RoomRefused
from wshygiene_reference.router import Router

log = logging.getLogger("wshygiene_reference")

#: Bad messages in a row after which a peer is taken for one that only makes noise.
PATIENCE = 10


class Conversation:
    """Reads the messages of a peer, one after the other, and answers each that asks for it."""

    def __init__(
        self,
        config: ManagerConfig,
        handshake: Handshake,
        router: Router,
        counters: PerformanceCounters,
        welcome: Callable[[Connection], None],
    ) -> None:
        self._config = config
        self._handshake = handshake
        self._router = router
        self._counters = counters
        self._welcome = welcome
        self._annoyance: dict[str, int] = {}

    async def hold(self, connection: Connection) -> None:
        """Talk until the peer goes, or is sent away."""
        try:
            async for text in connection.ws:
                connection.last_message = now = connection.ws.loop.time()
                connection.messages_received += 1
                self._counters.messages_received += 1
                if not connection.bucket.take(now):
                    await self._send_away(connection, CloseCode.TOO_FAST, "too many messages")
                    return
                if not await self._heed(connection, text):
                    return
        except ConnectionClosed:
            pass  # how it ended is on the connection
        finally:
            self._annoyance.pop(connection.id, None)

    async def _heed(self, connection: Connection, text: str | bytes) -> bool:
        """Answer one message; False when the conversation is over."""
        began = connection.ws.loop.time()
        number: int | str | None = None
        try:
            message = parse(text)
            number = message.id
            answer = compose("ack", id=number, data=await self._answer(connection, message))
        except BadMessage as error:
            return await self._complain(connection, error)
        except RoomRefused as refusal:
            return await self._complain(connection, BadMessage("refused", str(refusal), number))
        except ConnectionClosed:
            raise
        except Exception:
            self._counters.connection_errors += 1
            log.exception("handling a message of %s failed", connection.id)
            return await self._complain(connection, BadMessage("internal", "it failed", number))
        self._annoyance.pop(connection.id, None)
        self._counters.response_time.add(connection.ws.loop.time() - began)
        if number is not None:
            connection.send(encode(answer))
        return connection.is_open

    async def _answer(self, connection: Connection, message: Message) -> object:
        if connection.identity is None:
            return await self._authenticate(connection, message)
        return await self._router.dispatch(connection, message)

    async def _authenticate(self, connection: Connection, message: Message) -> dict[str, str] | None:
        """The first message of somebody unknown says who it is; all others are refused."""
        if message.type != "authenticate":
            raise BadMessage("unauthenticated", "the first message must be `authenticate`", message.id)
        request = connection.ws.request
        assert request is not None, "open without a request"
        shown = credentials_of(connection.ws, request)
        credentials = Credentials(message.text("token", 4096), shown.remote, shown.path, shown.query)
        try:
            identity = await self._handshake.identity_of(credentials)
        except TimeoutError:
            identity = None
        if identity is None:
            await self._send_away(connection, CloseCode.UNAUTHENTICATED, "unknown token")
            return None
        try:
            admit(connection.ws, identity)
            await confirm(connection.ws)
        except LimitExceeded as refusal:
            await self._send_away(connection, CloseCode.TRY_AGAIN_LATER, str(refusal))
            return None
        connection.identity = identity
        self._welcome(connection)
        return {"user": identity.user, "session": identity.session}

    async def _complain(self, connection: Connection, error: BadMessage) -> bool:
        self._counters.messages_refused += 1
        connection.send(encode(compose("error", id=error.id, code=error.code, message=error.reason)))
        annoyance = self._annoyance.get(connection.id, 0) + 1
        self._annoyance[connection.id] = annoyance
        if annoyance < PATIENCE:
            return True
        await self._send_away(connection, CloseCode.BAD_MESSAGE, "too many bad messages")
        return False

    async def _send_away(self, connection: Connection, code: CloseCode, reason: str) -> None:
        await connection.close(code, reason, self._config.close_timeout)
