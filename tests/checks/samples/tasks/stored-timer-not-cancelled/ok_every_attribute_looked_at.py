# Closing goes through all attributes, and cancels those that are timers.
import asyncio


class Reply:
    def __init__(self, loop: asyncio.AbstractEventLoop, line):
        self._loop = loop
        self._line = line

    def ask(self):
        self._timer = self._loop.call_later(60, self.give_up)

    def give_up(self):
        self._line.abort()

    def close(self):
        for each in vars(self).values():
            if isinstance(each, asyncio.TimerHandle):
                each.cancel()
