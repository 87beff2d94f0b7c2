# `disconnect` leaves the group, through `async_to_sync` as it was joined.
from asgiref.sync import async_to_sync
from channels.generic.websocket import WebsocketConsumer


class Chat(WebsocketConsumer):
    def connect(self):
        self.room = self.scope["url_route"]["kwargs"]["room"]
        async_to_sync(self.channel_layer.group_add)(self.room, self.channel_name)
        self.accept()

    def disconnect(self, code):
        async_to_sync(self.channel_layer.group_discard)(self.room, self.channel_name)
