# `stop` only sets a flag: the server goes on listening.
import asyncio


class Gateway:
    def __init__(self):
        self._stopping = False

    async def start(self):
        self._server = await asyncio.start_server(self._client, port=9000)  # expect: WSH408 medium

    async def _client(self, reader, writer):
        writer.close()

    def stop(self):
        self._stopping = True
