# A session is made for each connection, and leaves the server's list when that ends.
import asyncio


class Session:
    def __init__(self, server, reader, writer):
        self._server = server
        self._reader = reader
        self._writer = writer

    async def run(self):
        self._server.sessions.add(self)
        try:
            while line := await self._reader.readline():
                self._writer.write(line)
        finally:
            self._server.sessions.discard(self)
            self._writer.close()


class Server:
    def __init__(self):
        self.sessions = set()

    async def handle(self, reader, writer):
        session = Session(self, reader, writer)
        await session.run()

    async def run(self):
        async with await asyncio.start_server(self.handle, "", 7000) as listener:
            await listener.serve_forever()
