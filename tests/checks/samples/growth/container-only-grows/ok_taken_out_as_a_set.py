# Fine: what was added together is taken out together.
class ChannelService:
    def __init__(self):
        self._channels = set()

    def on_message(self, message):
        self._channels.update(message.channels)

    def on_leave(self, message):
        self._channels -= set(message.channels)
