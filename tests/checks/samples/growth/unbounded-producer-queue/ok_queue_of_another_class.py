# The lines that are filled belong to a library; the class here only has a queue of the same name.
import asyncio

from exchange import Line


class Own:
    def __init__(self):
        self.waiting = asyncio.Queue()

    async def read(self):
        return await self.waiting.get()


class Other:
    def __init__(self):
        self.waiting = asyncio.Queue(10)


def tell(lines: list[Line], text):
    for line in lines:
        line.waiting.put_nowait(text)
