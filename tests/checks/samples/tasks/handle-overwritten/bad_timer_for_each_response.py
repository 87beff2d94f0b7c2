# Pipelined requests complete twice in a row: the first timer stays armed and nobody can cancel it.
import asyncio


class Http:
    def __init__(self, loop: asyncio.AbstractEventLoop, transport):
        self._loop = loop
        self._transport = transport
        self._keepalive = None

    def data_received(self, data):
        if self._keepalive is not None:
            self._keepalive.cancel()
            self._keepalive = None

    def on_response_complete(self):
        if self._transport.is_closing():
            return
        self._keepalive = self._loop.call_later(5, self._expired)  # expect: WSH206

    def connection_lost(self, error):
        if self._keepalive is not None:
            self._keepalive.cancel()

    def _expired(self):
        self._transport.close()
