# Each consumer that connects leaves its own function with the signal, which holds it.
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db.models.signals import post_save


class Tickets(AsyncWebsocketConsumer):
    async def connect(self):
        async def tell(sender, **kwargs):
            await self.send(text_data=str(kwargs["instance"]))

        post_save.connect(tell, weak=False)  # expect: WSH101
        await self.accept()
