# The mixin's `disconnect` calls the method that leaves.
from channels.generic.websocket import AsyncWebsocketConsumer


class Rooms:
    async def leave_room(self):
        await self.channel_layer.group_discard(self.room, self.channel_name)

    async def disconnect(self, code):
        await self.leave_room()


class Chat(Rooms, AsyncWebsocketConsumer):
    async def connect(self):
        self.room = "lobby"
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()
