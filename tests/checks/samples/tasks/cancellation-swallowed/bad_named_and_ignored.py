# The cancellation is named, and ignored.
import asyncio


class Poller:
    async def run(self):
        while True:
            try:
                await asyncio.sleep(5)
            except asyncio.CancelledError:  # expect: WSH207
                continue
