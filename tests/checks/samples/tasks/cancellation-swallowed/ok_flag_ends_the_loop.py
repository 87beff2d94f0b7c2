# Fine: whoever cancels clears the flag first.
import asyncio


class Poller:
    def __init__(self):
        self._running = True

    async def run(self):
        while self._running:
            try:
                await asyncio.sleep(5)
            except asyncio.CancelledError:
                print("woken")
