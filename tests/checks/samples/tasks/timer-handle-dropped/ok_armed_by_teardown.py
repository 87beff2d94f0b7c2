# Fine: the timer is the deadline of teardown itself.
class Session:
    def __init__(self, loop, transport, timer):
        self._loop = loop
        self._transport = transport
        self._timer = timer

    def close(self):
        self._timer.cancel()
        self._transport.close()
        self._loop.call_later(5, self._force)

    def _force(self):
        self._transport.abort()
