# run: discover
# leak: registry | test_reader | TOPICS['news']{...}
"""Connections that stay in the set of their topic: what has grown, and the closed one in it, are one leak."""

from contextlib import asynccontextmanager

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

TOPICS = {"news": set()}
READERS = {"news": set()}


async def join_and_stay(ws):
    TOPICS["news"].add(ws)  # <- born
    async for message in ws:
        await ws.send(message)


async def join_and_leave(ws):
    READERS["news"].add(ws)
    try:
        async for message in ws:
            await ws.send(message)
    finally:
        READERS["news"].remove(ws)


@asynccontextmanager
async def dialled(handler):
    async with serve(handler, "127.0.0.1", 0) as server:
        async with connect(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}") as ws:
            yield ws


async def test_reader():
    async with dialled(join_and_stay) as ws:
        await ws.send("rain")
        assert await ws.recv() == "rain"


async def test_reader_leaves():
    async with dialled(join_and_leave) as ws:
        await ws.send("rain")
        assert await ws.recv() == "rain"
