# Fine: the transport under each connection is closed or aborted, which ends the connection.
from websockets.asyncio.client import connect


async def vanish(url):
    ws = await connect(url)
    ws.transport.abort()
    await ws.wait_closed()


async def hang_up(url):
    ws = await connect(url)
    try:
        await ws.send("bye")
    finally:
        transport = ws.transport
        transport.close()


class Feed:
    async def open(self, url):
        self._ws = await connect(url)

    async def read(self):
        return await self._ws.recv()

    def stop(self):
        self._ws.transport.abort()
