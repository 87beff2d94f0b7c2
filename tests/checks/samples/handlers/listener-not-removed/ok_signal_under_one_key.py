# Whoever connects takes the place of the one before, under the same `dispatch_uid`.
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db.models.signals import post_save


class Tickets(AsyncWebsocketConsumer):
    async def connect(self):
        async def tell(sender, **kwargs):
            await self.send(text_data=str(kwargs["instance"]))

        post_save.connect(tell, weak=False, dispatch_uid="tickets")
        await self.accept()
