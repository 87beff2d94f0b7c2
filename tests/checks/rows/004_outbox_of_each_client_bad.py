# A client that reads slowly has all messages waiting for it.
import asyncio


class Client:
    def __init__(self, ws):
        self.ws = ws
        self.outbox = asyncio.Queue()  # expect: WSH305

    async def writer(self):
        while True:
            await self.ws.send(await self.outbox.get())


CLIENTS = set()


async def handler(websocket):
    client = Client(websocket)
    CLIENTS.add(client)
    task = asyncio.create_task(client.writer())
    try:
        async for message in websocket:
            for c in CLIENTS:
                c.outbox.put_nowait(message)
    finally:
        task.cancel()
        CLIENTS.discard(client)
