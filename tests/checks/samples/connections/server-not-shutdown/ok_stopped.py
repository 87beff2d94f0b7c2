# `stop` closes the server and waits for it.
import asyncio


class Gateway:
    async def start(self):
        self._server = await asyncio.start_server(self._client, port=9000)

    async def _client(self, reader, writer):
        writer.close()

    async def stop(self):
        self._server.close()
        await self._server.wait_closed()
