# The server of a program ends with the process.
import asyncio

import websockets


async def echo(socket):
    async for message in socket:
        await socket.send(message)


async def main():
    server = await websockets.serve(echo, port=9000)
    await server.wait_closed()


asyncio.run(main())
