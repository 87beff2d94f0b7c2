# A property shows the server, and the base class stops it.
import asyncio


class Stoppable:
    async def stop(self):
        if (server := self._server) is not None:
            server.close()


class Gateway(Stoppable):
    async def start(self):
        self._server = await asyncio.start_server(self._client, port=9000)

    @property
    def server(self):
        return self._server

    async def _client(self, reader, writer):
        writer.close()
