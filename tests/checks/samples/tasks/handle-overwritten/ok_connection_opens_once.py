# Fine: there is one such object for each connection, which is opened once.
import asyncio


class Player(asyncio.Protocol):
    def __init__(self):
        self._kick = None

    def on_connect(self, loop):
        self._kick = loop.call_later(600, self.kick)

    def on_disconnect(self):
        self._kick.cancel()

    def kick(self):
        self.on_disconnect()
