# close() cancels the first timer; by then the chain has armed others, whose handles are dropped.
import asyncio


class Heart:
    def __init__(self, transport):
        self._transport = transport

    def open(self):
        self._timer = asyncio.get_running_loop().call_later(20, self._beat)

    def _beat(self):
        self._transport.write(b"ping")
        asyncio.get_running_loop().call_later(20, lambda: self._beat())  # expect: WSH204

    def close(self):
        self._timer.cancel()
