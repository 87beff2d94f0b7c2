# Neither test looks at anything.
import asyncio

import pytest
import websockets


async def echo(ws):
    async for message in ws:
        await ws.send(message)


@pytest.mark.asyncio
async def test_typing_is_cleared():
    async with websockets.serve(echo, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with websockets.connect(f"ws://127.0.0.1:{port}") as ws:
            ws.send("typing")  # expect: WSH210
            asyncio.sleep(0.1)  # expect: WSH210
            await ws.recv()


async def check_rooms(manager):
    assert not manager.rooms


def test_rooms(manager):
    check_rooms(manager)  # expect: WSH210
