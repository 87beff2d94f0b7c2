# The caller may drop the result: the keeper has it.
from .keeper import Keeper


class Room:
    def __init__(self, loop: Keeper):
        self._loop = loop

    def join(self, member):
        self._loop.create_task(self._greet(member))

    async def _greet(self, member):
        await member.send("hello")
