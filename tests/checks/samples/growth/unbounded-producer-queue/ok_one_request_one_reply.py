# Fine: the queue only carries the answer to one request.
import asyncio


class Client:
    def __init__(self):
        self._replies = asyncio.Queue()

    async def ask(self, websocket, question):
        await websocket.send(question)
        await self._replies.put(await websocket.recv())
        return await self._replies.get()
