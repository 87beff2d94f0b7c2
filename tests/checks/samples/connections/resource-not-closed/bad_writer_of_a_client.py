# A stream server leaves each client's writer to its callback, which never closes it.
import asyncio


async def echo(reader, writer):  # expect: WSH401
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()


class Gateway:
    async def start(self):
        self._server = await asyncio.start_server(client_connected_cb=self._client, port=9000)

    async def stop(self):
        self._server.close()
        await self._server.wait_closed()

    async def _client(self, reader, writer):  # expect: WSH401
        self._greet(writer)
        await reader.read()

    def _greet(self, writer):
        writer.write(b"hello")


async def main():
    async with await asyncio.start_server(echo, port=7) as server:
        await server.serve_forever()
