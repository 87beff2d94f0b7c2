# The consumer stays in its group.
from channels.generic.websocket import AsyncJsonWebsocketConsumer


class JobConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self):
        self.job = self.scope["url_route"]["kwargs"]["job"]
        await self.channel_layer.group_add(f"job_{self.job}", self.channel_name)  # expect: WSH407
        await self.accept()

    async def disconnect(self, code):
        print("gone", code)
