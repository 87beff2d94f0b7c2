# Leaks: nobody says what `hub` is, but it is called as the one class with such a list.
import asyncio


class Hub:
    def __init__(self):
        self.sessions = []

    async def serve(self, port):
        server = await asyncio.start_server(self._accept, port=port)
        async with server:
            await server.serve_forever()

    async def _accept(self, reader, writer):
        session = Session(self, writer)
        async for line in reader:
            session.tell(line)
        session.close()


class Session:
    def __init__(self, hub, writer):
        self._writer = writer
        self._enter(hub)

    def _enter(self, hub):
        hub.sessions.append(self)  # expect: WSH302

    def tell(self, text):
        self._writer.write(text)

    def close(self):
        self._writer.close()
