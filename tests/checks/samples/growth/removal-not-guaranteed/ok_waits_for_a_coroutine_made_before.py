# Fine: nothing is waited for before the `try`; the coroutine that a small function makes runs only where it is awaited.
import asyncio


async def in_time(work, timeout):
    return await asyncio.wait_for(work, timeout)


class Locks:
    def __init__(self):
        self.events = {}

    async def acquire(self, request, timeout=None):
        event = asyncio.Event()
        self.events[request] = event
        work = event.wait()
        if timeout is not None:
            work = in_time(work, timeout)
        try:
            await work
        except TimeoutError:
            return False
        finally:
            del self.events[request]
        return True

    def release(self, request):
        if request in self.events:
            self.events[request].set()
