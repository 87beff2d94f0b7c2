# Fine: a helper method cancels the old timer before the new one is armed.
class Http:
    def __init__(self, loop, transport):
        self._loop = loop
        self._transport = transport
        self._keepalive = None

    def _disarm(self):
        if self._keepalive is not None:
            self._keepalive.cancel()
            self._keepalive = None

    def on_response_complete(self):
        self._disarm()
        self._keepalive = self._loop.call_later(5, self._expired)

    def connection_lost(self, error):
        self._disarm()

    def _expired(self):
        self._transport.close()
