# What a test and its fixture define is over soon, and with it what the handlers inside have put together.
import pytest
import websockets


async def test_peers_are_seen(port):
    peers = {}

    async def handler(websocket):
        peers[websocket.id] = websocket
        async for message in websocket:
            await websocket.send(message)

    async with websockets.serve(handler, "localhost", port):
        async with websockets.connect(f"ws://localhost:{port}"):
            assert len(peers) == 1


@pytest.fixture
async def server(port):
    peers = {}

    async def handler(websocket):
        peers[websocket.id] = websocket
        await websocket.wait_closed()

    async with websockets.serve(handler, "localhost", port):
        yield peers
