# `connection_made()` arms the timer, and so does each piece of data, without ending the one before.
import asyncio


class Talk(asyncio.Protocol):
    def __init__(self):
        self._idle = None

    def connection_made(self, transport):
        self._transport = transport
        self._rearm()

    def data_received(self, data):
        self._rearm()
        self._transport.write(data)

    def connection_lost(self, error):
        if self._idle is not None:
            self._idle.cancel()

    def _rearm(self):
        self._idle = asyncio.get_running_loop().call_later(30, self._transport.close)  # expect: WSH206 medium
