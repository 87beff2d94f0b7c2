# The repair: a client that reads slowly has all messages waiting for it no longer.
import asyncio


class Client:
    def __init__(self, ws):
        self.ws = ws
        self.outbox = asyncio.Queue(maxsize=256)

    async def writer(self):
        while True:
            await self.ws.send(await self.outbox.get())

    def offer(self, message):
        try:
            self.outbox.put_nowait(message)
        except asyncio.QueueFull:
            pass


CLIENTS = set()


async def handler(websocket):
    client = Client(websocket)
    CLIENTS.add(client)
    task = asyncio.create_task(client.writer())
    try:
        async for message in websocket:
            for c in CLIENTS:
                c.offer(message)
    finally:
        task.cancel()
        CLIENTS.discard(client)
