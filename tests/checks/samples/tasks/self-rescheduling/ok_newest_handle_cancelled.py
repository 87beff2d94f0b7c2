# Fine: each link of the chain keeps its handle where close() finds it.
class Heart:
    def __init__(self, loop, transport):
        self._loop = loop
        self._transport = transport

    def _beat(self):
        self._transport.write(b"ping")
        self._timer = self._loop.call_later(20, self._beat)

    def close(self):
        self._timer.cancel()
