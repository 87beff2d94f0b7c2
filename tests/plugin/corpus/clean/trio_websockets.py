# run: strict
# clean: websockets' trio client and server, nurseries and cancel scopes
import functools

import pytest
import trio
from websockets.trio.client import connect
from websockets.trio.server import serve

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "trio"


async def echo(ws):
    async for message in ws:
        await ws.send(message)


async def test_echo():
    async with trio.open_nursery() as nursery:
        server = await nursery.start(functools.partial(serve, echo, port=0, host="127.0.0.1"))
        port = server.listeners[0].socket.getsockname()[1]
        async with connect(f"ws://127.0.0.1:{port}") as ws:
            await ws.send("x")
            assert await ws.recv() == "x"
        await server.aclose()


async def test_cancelled():
    with trio.move_on_after(0.001) as scope:
        await trio.sleep_forever()
    assert scope.cancelled_caught


def test_run_inside_a_plain_test():
    async def main():
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 0)
        return "done"

    assert trio.run(main) == "done"
