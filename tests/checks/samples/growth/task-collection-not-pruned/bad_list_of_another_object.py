# Leaks: the list belongs to the server, which only empties it when it stops.
import asyncio


class ChatServer:
    def __init__(self):
        self.closing = []

    def build(self):
        return ChatProtocol(closing=self.closing)

    async def stop(self):
        await asyncio.gather(*self.closing)
        self.closing = []


class ChatProtocol(asyncio.Protocol):
    def __init__(self, closing):
        self.closing = closing

    def connection_lost(self, error):
        task = asyncio.create_task(self._say_goodbye())  # expect: WSH304
        self.closing.append(task)

    async def _say_goodbye(self):
        await asyncio.sleep(0.1)
