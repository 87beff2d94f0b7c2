# leak: timer | test_idle_timeout | Line.hang_up
"""The same timer on uvloop, armed deep inside of a helper."""

import asyncio

import uvloop


class Line:
    def __init__(self, loop):
        self.loop = loop

    def hang_up(self):
        self.loop = None

    def touch(self):
        self.idle = self.loop.call_later(90, self.hang_up)  # <- born


async def talk():
    line = Line(asyncio.get_running_loop())
    line.touch()


def test_idle_timeout():
    uvloop.run(talk())
