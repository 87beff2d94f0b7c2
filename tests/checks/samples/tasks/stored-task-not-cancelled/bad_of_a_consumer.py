# Channels ends a consumer with its connection, and knows nothing of the task that this one has started.
import asyncio

from channels.generic.websocket import AsyncWebsocketConsumer


class Scores(AsyncWebsocketConsumer):
    async def connect(self):
        self._ticker = asyncio.create_task(self._tick())  # expect: WSH202
        await self.accept()

    async def _tick(self):
        while True:
            await asyncio.sleep(5)
            await self.send(text_data="0:0")
