# Fine: it waits for a task that it has cancelled; the error is that task's.
import asyncio


class Debounce:
    async def run(self, changes, save):
        pending = None
        while True:
            change = await changes.get()
            if pending is not None:
                pending.cancel()
                try:
                    await pending
                except asyncio.CancelledError:
                    pass
            pending = asyncio.create_task(save(change))
