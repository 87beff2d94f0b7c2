# Leaks: the dict in the class body is one for all consumers, and keeps each channel name.
from channels.generic.websocket import AsyncWebsocketConsumer


class ChatConsumer(AsyncWebsocketConsumer):
    nicknames = {}

    async def connect(self):
        self.nicknames[self.channel_name] = "guest"  # expect: WSH302
        await self.accept()
