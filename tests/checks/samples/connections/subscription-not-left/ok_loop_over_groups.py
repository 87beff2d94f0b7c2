# Every group that was noted is left in a loop.
from channels.generic.websocket import AsyncWebsocketConsumer


class Ticker(AsyncWebsocketConsumer):
    async def connect(self):
        self.topics = set()
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        self.topics.add(text_data)
        await self.channel_layer.group_add(text_data, self.channel_name)

    async def disconnect(self, code):
        for topic in self.topics:
            await self.channel_layer.group_discard(topic, self.channel_name)
