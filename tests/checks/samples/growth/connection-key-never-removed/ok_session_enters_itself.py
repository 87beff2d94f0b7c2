# What each session enters itself into, it leaves when its connection ends; a window enters itself once.
import asyncio


class Hub:
    def __init__(self):
        self.sessions = set()
        self.windows = []

    async def serve(self, port):
        self.windows.append(Window(self))
        server = await asyncio.start_server(self._accept, port=port)
        async with server:
            await server.serve_forever()

    async def _accept(self, reader, writer):
        session = Session(self, writer)
        try:
            async for line in reader:
                session.tell(line)
        finally:
            session.close()


class Window:
    def __init__(self, hub):
        self._title = "all"
        hub.windows.append(self)

    def close(self):
        self._title = ""


class Session:
    def __init__(self, hub, writer):
        self._hub = hub
        self._writer = writer
        hub.sessions.add(self)

    def tell(self, text):
        self._writer.write(text)

    def close(self):
        self._hub.sessions.discard(self)
        self._writer.close()
