# Fine: the set belongs to the consumer, which lives as long as its connection.
from channels.generic.websocket import AsyncWebsocketConsumer


class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        self.channels_seen = {}
        self.channels_seen[self.channel_name] = True
        await self.accept()
