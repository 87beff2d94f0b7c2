# The queue of a listener has a limit.
import asyncio
from dataclasses import dataclass, field
from functools import partial


@dataclass(eq=False)
class Listener:
    line: object
    waiting: asyncio.Queue = field(default_factory=partial(asyncio.Queue, 100))

    async def write(self):
        while True:
            await self.line.send(await self.waiting.get())


class Station:
    def __init__(self):
        self._listeners: set[Listener] = set()

    async def say(self, text):
        for listener in self._listeners:
            await listener.waiting.put(text)
