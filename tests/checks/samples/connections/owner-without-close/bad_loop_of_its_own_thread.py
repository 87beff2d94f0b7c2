# The thread sets the loop for itself and runs it: when it ends, it is the only one who could close it.
import asyncio
import threading


class Loop(threading.Thread):
    def __init__(self):
        super().__init__()
        self.loop = asyncio.new_event_loop()  # expect: WSH402 medium

    def run(self):
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_forever()
        finally:
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())

    def submit(self, coro):
        return asyncio.run_coroutine_threadsafe(coro, self.loop).result(10)

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.join()
