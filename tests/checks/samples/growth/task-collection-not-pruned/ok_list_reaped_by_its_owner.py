# Fine: the server that owns the list takes finished tasks out of it while it runs.
import asyncio


class ChatServer:
    def __init__(self):
        self.closing = []

    def build(self):
        return ChatProtocol(closing=self.closing)

    async def reap(self):
        while self.closing:
            await self.closing.pop()


class ChatProtocol(asyncio.Protocol):
    def __init__(self, closing):
        self.closing = closing

    def connection_lost(self, error):
        task = asyncio.create_task(self._say_goodbye())
        self.closing.append(task)

    async def _say_goodbye(self):
        await asyncio.sleep(0.1)
