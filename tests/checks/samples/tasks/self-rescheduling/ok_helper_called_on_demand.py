# The chain goes on only for as long as somebody asks for it.
import asyncio


class Pulse:
    def __init__(self, loop: asyncio.AbstractEventLoop, line):
        self._loop = loop
        self._line = line

    def pulse(self):
        match self._line.state:
            case "open":
                self._again()
            case _:
                self._line.close()

    def _again(self):
        self._loop.call_later(5, self.pulse)
