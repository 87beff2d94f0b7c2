# Fine: the set keeps each task until it is done, however it gets there.
import asyncio


class Handler:
    def __init__(self):
        self._tasks = set()

    async def handle(self, websocket):
        async for message in websocket:
            task = asyncio.create_task(self._answer(websocket, message))
            self._tasks |= {task}
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, websocket, message):
        await websocket.send(message)

    async def close(self):
        for task in self._tasks:
            task.cancel()
