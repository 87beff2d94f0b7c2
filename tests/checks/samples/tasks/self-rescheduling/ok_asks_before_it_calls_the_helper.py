# The pulse asks whether it is still wanted before it has the next one armed.
import asyncio


class Pulse:
    def __init__(self, loop: asyncio.AbstractEventLoop, line):
        self._loop = loop
        self._line = line
        self._closed = False

    def pulse(self):
        self._line.ping()
        if not self._closed:
            self._again()

    def _again(self):
        self._loop.call_later(5, self.pulse)

    def close(self):
        self._closed = True
        self._line.close()
