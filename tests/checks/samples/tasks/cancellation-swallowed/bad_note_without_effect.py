# The handler makes a note that nothing looks at, and the loop carries on; what leaves it is another condition.
import asyncio


class Events:
    def __init__(self):
        self.interrupted = False

    async def run(self, source):
        while True:
            try:
                event = await source.next()
            except asyncio.CancelledError:  # expect: WSH207
                self.interrupted = True
                continue
            if event is None:
                return
