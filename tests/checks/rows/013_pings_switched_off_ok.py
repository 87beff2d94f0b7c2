# The repair: pings are off, and nothing takes their place no longer.
import asyncio

from websockets.asyncio.server import serve


async def beat(ws):
    while True:
        await asyncio.sleep(20)
        pong = await ws.ping()
        try:
            await asyncio.wait_for(pong, 10)
        except TimeoutError:
            await ws.close(1011, "no pong")
            return


async def echo(ws):
    async with asyncio.TaskGroup() as tg:
        task = tg.create_task(beat(ws))
        async for message in ws:
            await ws.send(message)
        task.cancel()


async def main():
    async with serve(echo, "0.0.0.0", 9000, ping_interval=None) as server:
        await server.serve_forever()
