# Fine: the loop looks at the note that the handler made, and ends.
import asyncio


class Events:
    def __init__(self):
        self._stopping = False

    async def run(self, source):
        while True:
            if self._stopping:
                break
            try:
                print(await source.next())
            except asyncio.CancelledError:
                self._stopping = True
