# Fine: aborting a transport that is closed already does nothing.
class Session:
    def __init__(self, loop, transport, timer):
        self._loop = loop
        self._transport = transport
        self._timer = timer

    def hurry(self):
        self._loop.call_later(30, self._transport.abort)

    def close(self):
        self._timer.cancel()
