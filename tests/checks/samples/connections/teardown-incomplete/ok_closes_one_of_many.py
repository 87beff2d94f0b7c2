# Fine here: `close` ends one of the channels, which it is told, and so tells nothing of the end of the selector.
from selectors import DefaultSelector


class Channel:
    def __init__(self, selector, stream):
        self._selector = selector
        self._stream = stream
        self._selector.register(stream, 1)

    def close(self):
        self._selector.unregister(self._stream)


class Channels:
    def __init__(self):
        self._channels = {}
        self._selector = DefaultSelector()  # expect: WSH402 medium

    def create(self, key, stream):
        self._channels[key] = Channel(self._selector, stream)

    def close(self, key):
        channel = self._channels[key]
        channel.close()
        del self._channels[key]
