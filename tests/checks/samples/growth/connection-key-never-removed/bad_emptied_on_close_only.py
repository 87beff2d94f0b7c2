# Leaks: clients that went away stay until the whole service is closed.
class PriceServer:
    def __init__(self):
        self._peers = {}

    async def on_connect(self, sid, environ):
        self._peers[sid] = environ  # expect: WSH302

    async def close(self):
        self._peers.clear()
