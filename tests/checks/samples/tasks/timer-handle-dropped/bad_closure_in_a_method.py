# The closure keeps the session, for half an hour after it was closed.
import asyncio


class Session:
    def __init__(self, loop: asyncio.AbstractEventLoop, typing_timer):
        self._loop = loop
        self._typing = typing_timer

    def remind(self, text):
        self._loop.call_later(1800, lambda: self.send(text))  # expect: WSH203

    def send(self, text):
        print(text)

    def close(self):
        self._typing.cancel()
