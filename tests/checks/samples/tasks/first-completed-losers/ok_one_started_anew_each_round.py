# Fine: what each round starts anew was done, and the other waits through all rounds; a cancelled wait is WSH202's.
import asyncio


class Stream:
    def __init__(self, stopped):
        self._stopped = stopped

    async def beats(self, queue):
        stopping = asyncio.create_task(self._stopped.wait())
        try:
            while True:
                getting = asyncio.create_task(queue.get())  # expect: WSH202 medium
                done, _ = await asyncio.wait([getting, stopping], return_when=asyncio.FIRST_COMPLETED)
                if getting not in done:
                    getting.cancel()
                    return
                yield getting.result()
        finally:
            stopping.cancel()
