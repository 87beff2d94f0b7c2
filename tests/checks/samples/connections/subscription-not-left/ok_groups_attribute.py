# Channels joins and leaves the groups of the class attribute itself.
from channels.generic.websocket import AsyncWebsocketConsumer


class Chat(AsyncWebsocketConsumer):
    groups = ["lobby"]

    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.group_send("lobby", {"type": "say", "text": text_data})
