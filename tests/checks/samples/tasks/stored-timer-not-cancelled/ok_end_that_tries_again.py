# `close` sets only its own timer, until nothing is under way: that timer is how the object ends.
import asyncio


class Sender:
    def __init__(self, out):
        self._loop = asyncio.get_running_loop()
        self._out = out
        self._pending = set()
        self._again = None

    def send(self, message):
        self._pending.add(message.number)
        self._out.write(message)

    def answered(self, number):
        self._pending.discard(number)

    def close(self):
        if self._again is not None:
            self._again.cancel()
            self._again = None
        if self._pending:
            self._again = self._loop.call_later(1, self.close)
            return
        self._out.close()
