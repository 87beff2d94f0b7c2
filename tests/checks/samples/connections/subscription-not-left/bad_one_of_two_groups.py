# Two groups are joined and one is left.
from channels.generic.websocket import AsyncWebsocketConsumer


class Chat(AsyncWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add("lobby", self.channel_name)  # expect: WSH407
        await self.channel_layer.group_add(self.room_name(), self.channel_name)
        self.room = self.room_name()
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    def room_name(self):
        return self.scope["url_route"]["kwargs"]["room"]

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.room, self.channel_name)
