"""The server: a passenger subscribes to bookings, hears of their offers, and of all flights."""

import asyncio
from typing import Self

from websockets.asyncio.server import Server, ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

from offers.feed import EVENTS, FEED


class Passenger:
    """Somebody who is connected."""

    def __init__(self, connection: ServerConnection) -> None:
        self.id = str(connection.id)
        self.connection = connection
        self.bookings: set[str] = set()

    def hear(self, event: str, text: str) -> None:
        """Something has happened to a flight."""
        broadcast([self.connection], f"{event}: {text}")


class OfferServer:
    """Serves passengers until it is closed; `async with` does both."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, ping_interval: float = 20.0) -> None:
        self.host = host
        self.port = port
        self.ping_interval = ping_interval
        self.passengers: dict[str, Passenger] = {}
        self.subscriptions: dict[str, set[str]] = {}
        self.pings: dict[str, asyncio.Task[None]] = {}
        self._server: Server | None = None

    @property
    def uri(self) -> str:
        """Where passengers connect to."""
        return f"ws://{self.host}:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await serve(self._handle, self.host, self.port, ping_interval=None)
        self.port = next(iter(self._server.sockets)).getsockname()[1]
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop listening, close all connections, and wait for their handlers."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def offer(self, booking: str, text: str) -> int:
        """Tell everybody who has subscribed to a booking; how many they are."""
        there = [self.passengers[each] for each in self.subscriptions.get(booking, ()) if each in self.passengers]
        broadcast([passenger.connection for passenger in there], f"offer {booking}: {text}")
        return len(there)

    async def _handle(self, connection: ServerConnection) -> None:
        passenger = Passenger(connection)
        try:
            self._welcome(passenger)
            async for text in connection:
                await connection.send(self._answer(passenger, str(text)))
        except ConnectionClosed:
            pass
        finally:
            await self._part(passenger)

    def _welcome(self, passenger: Passenger) -> None:
        self.passengers[passenger.id] = passenger
        self.pings[passenger.id] = asyncio.create_task(self._ping(passenger))
        for event in EVENTS:
            FEED.on(event, passenger.hear)

    async def _part(self, passenger: Passenger) -> None:
        """Take back all that `_welcome` and `_answer` have done for this passenger."""
        self.passengers.pop(passenger.id, None)
        for event in EVENTS:
            FEED.off(event, passenger.hear)
        for booking in tuple(passenger.bookings):
            self._unsubscribe(passenger, booking)
        ping = self.pings.pop(passenger.id)
        ping.cancel()
        await asyncio.gather(ping, return_exceptions=True)

    async def _ping(self, passenger: Passenger) -> None:
        while True:
            await asyncio.sleep(self.ping_interval)
            await passenger.connection.ping()

    def _answer(self, passenger: Passenger, text: str) -> str:
        word, _, booking = text.partition(" ")
        match word:
            case "subscribe":
                passenger.bookings.add(booking)
                self.subscriptions.setdefault(booking, set()).add(passenger.id)
            case "unsubscribe":
                self._unsubscribe(passenger, booking)
            case _:
                return f"unknown: {word[:20]}"
        return "done"

    def _unsubscribe(self, passenger: Passenger, booking: str) -> None:
        passenger.bookings.discard(booking)
        subscribers = self.subscriptions.get(booking, set())
        subscribers.discard(passenger.id)
        if not subscribers:
            self.subscriptions.pop(booking, None)
