# Fine: the tasks belong to the object, which ends them in its own time.
import asyncio


class Session:
    def __init__(self, reader, writer):
        self._reader = reader
        self._writer = writer

    async def until_one_ends(self):
        await asyncio.wait([self._reader, self._writer], return_when=asyncio.FIRST_COMPLETED)
