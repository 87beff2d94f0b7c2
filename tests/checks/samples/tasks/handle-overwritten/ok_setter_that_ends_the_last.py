# The setter ends what it has begun before, or begins once only.
import asyncio


class Line:
    def __init__(self, transport):
        self.transport = transport
        self._timer = None

    @property
    def keepalive(self):
        return self._keepalive

    @keepalive.setter
    def keepalive(self, seconds):
        if self._timer is not None:
            self._timer.cancel()
        self._keepalive = seconds
        self._timer = asyncio.get_event_loop().call_later(seconds, self._beat)

    def _beat(self):
        self.transport.ping()

    def close(self):
        self._timer.cancel()


class Feed:
    def __init__(self):
        self._task = None
        self._is_running = False

    @property
    def rate(self):
        return self._rate

    @rate.setter
    def rate(self, rate):
        self._rate = rate
        if self._is_running:
            return
        self._is_running = True
        self._task = asyncio.create_task(self._pump())

    async def _pump(self):
        while True:
            await asyncio.sleep(self._rate)

    async def close(self):
        self._task.cancel()
