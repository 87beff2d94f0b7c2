# Whoever sets the property arms one more; that the value has to be another one says nothing of the timer before.
import asyncio


class Line:
    def __init__(self, transport, keepalive):
        self.transport = transport
        self._keepalive = keepalive
        self._timer = asyncio.get_event_loop().call_later(keepalive, self._beat)

    @property
    def keepalive(self):
        return self._keepalive

    @keepalive.setter
    def keepalive(self, seconds):
        if self._keepalive == seconds:
            return
        self._keepalive = seconds
        self._timer = asyncio.get_event_loop().call_later(seconds, self._beat)  # expect: WSH206 medium

    def _beat(self):
        self.transport.ping()
        self._timer = asyncio.get_event_loop().call_later(self._keepalive, self._beat)

    def close(self):
        self._timer.cancel()


class Feed:
    def __init__(self, rate):
        self._task = None
        self._rate = rate

    @property
    def rate(self):
        return self._rate

    @rate.setter
    def rate(self, rate):
        self._rate = rate
        self._task = asyncio.create_task(self._pump(rate))  # expect: WSH206

    async def _pump(self, rate):
        while True:
            await asyncio.sleep(rate)

    async def close(self):
        self._task.cancel()
