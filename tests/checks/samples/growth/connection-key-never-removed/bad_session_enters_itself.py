# Leaks: each session enters itself where all sessions are, and nothing takes it out when its connection ends.
import asyncio


class Hub:
    def __init__(self):
        self.sessions = []
        self.names = {}

    async def serve(self, port):
        server = await asyncio.start_server(self._accept, port=port)
        async with server:
            await server.serve_forever()

    async def _accept(self, reader, writer):
        session = Session(self, reader, writer)
        try:
            await session.run()
        finally:
            session.close()

    def tell(self, text):
        for session in tuple(self.sessions):
            session.write(text)

    def enter(self, session):
        self.names[session] = None  # expect: WSH302 medium


class Session:
    def __init__(self, hub: Hub, reader, writer):
        self._hub = hub
        self._reader = reader
        self._writer = writer
        hub.sessions.append(self)  # expect: WSH302
        hub.enter(self)

    async def run(self):
        while line := await self._reader.readline():
            self._hub.tell(line)

    def write(self, text):
        self._writer.write(text)

    def close(self):
        self._writer.close()
