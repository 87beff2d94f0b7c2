# What the consumer has started it cancels when Channels tells it of the end.
import asyncio

from channels.generic.websocket import AsyncWebsocketConsumer


class Scores(AsyncWebsocketConsumer):
    async def connect(self):
        self._ticker = asyncio.create_task(self._tick())
        await self.accept()

    async def _tick(self):
        while True:
            await asyncio.sleep(5)
            await self.send(text_data="0:0")

    async def disconnect(self, code):
        self._ticker.cancel()
