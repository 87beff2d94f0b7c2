"""One connection of a client, from its opening handshake to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from wshygiene_reference.messages import compose, fields_of


class Refused(Exception):
    """The server answered a request with an error: ``code`` for programs, the text for people."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Link:
    """Sends requests, waits for their answers, and hands everything else to ``deliver``.

    A peer that has been silent for ``watchdog`` seconds is asked for a sign of life; without one after as many seconds
    more the connection is cut.
    """

    def __init__(self, ws: ClientConnection, watchdog: float, deliver: Callable[[dict[str, Any]], None]) -> None:
        self._ws = ws
        self._watchdog = watchdog
        self._deliver = deliver
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._serial = 0

    async def listen(self) -> None:
        """Read until the connection ends."""
        try:
            while True:
                message = fields_of(await self._next())
                if message is not None and not self._answered(message):
                    self._deliver(message)
        except ConnectionClosed:
            return
        finally:
            self._give_up()

    async def _next(self) -> str | bytes:
        try:
            async with asyncio.timeout(self._watchdog):
                return await self._ws.recv()
        except TimeoutError:
            await self._ask_for_life()
            return await self._ws.recv()

    async def _ask_for_life(self) -> None:
        try:
            async with asyncio.timeout(self._watchdog):
                await (await self._ws.ping())
        except TimeoutError:
            self._ws.transport.abort()

    def _answered(self, message: dict[str, Any]) -> bool:
        """Settle the request that a message answers; False when it answers none."""
        number = message.get("id")
        if message["type"] not in ("ack", "error") or not isinstance(number, int):
            return False
        answer = self._answers.pop(number, None)
        if answer is None or answer.done():
            return True  # its request has been given up
        if message["type"] == "ack":
            answer.set_result(message.get("data"))
        else:
            answer.set_exception(Refused(str(message.get("code")), str(message.get("message"))))
        return True

    def _give_up(self) -> None:
        answers, self._answers = self._answers, {}
        for answer in answers.values():
            if not answer.done():
                answer.set_exception(ConnectionError("the connection ended before the answer came"))
                answer.exception()  # whoever waits gets it; when nobody does, that is no news

    async def send(self, kind: str, **data: Any) -> None:
        """Send a message and wait for no answer. Raises ConnectionClosed."""
        await self._ws.send(compose(kind, data=data))

    async def request(self, kind: str, timeout: float, data: dict[str, Any]) -> Any:
        """Send a message and wait for its answer. Raises ``Refused``, TimeoutError or ConnectionError."""
        self._serial += 1
        number = self._serial
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout):
                await self._ws.send(compose(kind, id=number, data=data))
                return await answer
        except ConnectionClosed as error:
            raise ConnectionError("the connection has ended") from error
        finally:
            self._answers.pop(number, None)
