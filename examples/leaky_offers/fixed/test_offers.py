"""What passengers rely on. The same file is in `leaky` and in `fixed`."""

from collections.abc import AsyncIterator

import pytest_asyncio
from offers import EVENTS, FEED, OfferServer
from websockets.asyncio.client import connect


@pytest_asyncio.fixture
async def server() -> AsyncIterator[OfferServer]:
    async with OfferServer() as server:
        yield server


async def test_an_offer_reaches_who_subscribed(server: OfferServer) -> None:
    async with connect(server.uri) as one, connect(server.uri) as other:
        await one.send("subscribe ABC123")
        assert await one.recv() == "done"
        await other.send("subscribe XYZ789")
        assert await other.recv() == "done"
        assert server.offer("ABC123", "business for 99") == 1
        assert await one.recv() == "offer ABC123: business for 99"


async def test_no_offer_after_unsubscribing(server: OfferServer) -> None:
    async with connect(server.uri) as ws:
        for word in ("subscribe", "unsubscribe"):
            await ws.send(f"{word} ABC123")
            assert await ws.recv() == "done"
        assert server.offer("ABC123", "business for 99") == 0


async def test_all_flights_are_told(server: OfferServer) -> None:
    async with connect(server.uri) as ws:
        await ws.send("subscribe ABC123")
        assert await ws.recv() == "done"
        FEED.emit(EVENTS[0], "B7")
        assert await ws.recv() == f"{EVENTS[0]}: B7"


async def test_what_is_unknown_is_said(server: OfferServer) -> None:
    async with connect(server.uri) as ws:
        await ws.send("upgrade")
        assert await ws.recv() == "unknown: upgrade"
