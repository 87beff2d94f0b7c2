# Every listener has a queue of its own, which the station fills however slowly it is read.
import asyncio
from dataclasses import dataclass, field


@dataclass(eq=False)
class Listener:
    line: object
    waiting: asyncio.Queue = field(default_factory=asyncio.Queue)  # expect: WSH305 medium

    async def write(self):
        while True:
            await self.line.send(await self.waiting.get())


class Station:
    def __init__(self):
        self._listeners: set[Listener] = set()

    def say(self, text):
        for listener in self._listeners:
            listener.waiting.put_nowait(text)
