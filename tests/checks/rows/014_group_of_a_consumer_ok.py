# The repair: the consumer stays in its group no longer.
from channels.generic.websocket import AsyncJsonWebsocketConsumer


class JobConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self):
        self.job = self.scope["url_route"]["kwargs"]["job"]
        await self.channel_layer.group_add(f"job_{self.job}", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(f"job_{self.job}", self.channel_name)
