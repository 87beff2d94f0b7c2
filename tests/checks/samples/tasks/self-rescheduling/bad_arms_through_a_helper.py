# Each pulse calls the method that arms the next one.
import asyncio


class Pulse:
    def __init__(self, loop: asyncio.AbstractEventLoop, line):
        self._loop = loop
        self._line = line

    def pulse(self):
        self._line.ping()
        self._again()

    def _again(self):
        self._loop.call_later(5, self.pulse)  # expect: WSH204

    def close(self):
        self._line.close()
