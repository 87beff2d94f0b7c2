# close() cannot end the chain: nothing has the newest handle and nothing is asked.
import asyncio


class Heart:
    def __init__(self, loop: asyncio.AbstractEventLoop, transport):
        self._loop = loop
        self._transport = transport

    def open(self):
        self._beat()

    def _beat(self):
        self._transport.write(b"ping")
        self._loop.call_later(20, self._beat)  # expect: WSH204

    def close(self):
        self._transport.close()
