# The timer is cancelled when data arrives, and not when the connection is lost.
import asyncio


class Http(asyncio.Protocol):
    def __init__(self, loop: asyncio.AbstractEventLoop, server):
        self._loop = loop
        self._server = server
        self._keepalive = None

    def data_received(self, data):
        if self._keepalive is not None:
            self._keepalive.cancel()
            self._keepalive = None

    def responded(self):
        if self._keepalive is None:
            self._keepalive = self._loop.call_later(5, self._expired)  # expect: WSH209

    def connection_lost(self, error):
        self._server.forget(self)

    def _expired(self):
        self._server.idle(self)
