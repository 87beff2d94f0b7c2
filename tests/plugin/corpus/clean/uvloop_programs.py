# clean: the same kind of programs on uvloop
import asyncio
import contextlib

import uvloop
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


async def echo(ws):
    async for message in ws:
        await ws.send(message)


async def chat():
    async with serve(echo, "127.0.0.1", 0) as server:
        async with connect(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}") as ws:
            await ws.send("x")
            return await ws.recv()


async def churn():
    handle = asyncio.get_running_loop().call_later(60, print)
    handle.cancel()
    async with asyncio.timeout(30):
        process = await asyncio.create_subprocess_exec("true")
        await process.wait()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.sleep(60), 0.001)


def test_chat():
    assert uvloop.run(chat()) == "x"


def test_churn():
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(churn())
        runner.run(churn())
