# The handler is defined beside the emitter, and runs once for each connection.
import asyncio

from pyee.asyncio import AsyncIOEventEmitter


async def main() -> None:
    events = AsyncIOEventEmitter()

    async def handle(reader, writer):
        def send(price) -> None:
            writer.write(price)

        events.on("price", send)  # expect: WSH106
        while line := await reader.readline():
            writer.write(line)
        writer.close()

    server = await asyncio.start_server(handle, "", 8765)
    async with server:
        await server.serve_forever()
