# A polite browser leaves with a message; one that just disconnects stays in the group.
from asgiref.sync import async_to_sync
from channels.generic.websocket import JsonWebsocketConsumer


class Board(JsonWebsocketConsumer):
    def connect(self):
        async_to_sync(self.channel_layer.group_add)("board", self.channel_name)  # expect: WSH407
        self.accept()

    def receive_json(self, content, **kwargs):
        if content == "bye":
            async_to_sync(self.channel_layer.group_discard)("board", self.channel_name)

    def disconnect(self, code):
        print("gone", code)
