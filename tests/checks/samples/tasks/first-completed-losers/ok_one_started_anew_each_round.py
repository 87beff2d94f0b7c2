# Fine: what each round starts anew is what was done, and the other task waits through all rounds.
import asyncio


class Stream:
    def __init__(self, stopped):
        self._stopped = stopped

    async def beats(self, queue):
        stopping = asyncio.create_task(self._stopped.wait())
        try:
            while True:
                getting = asyncio.create_task(queue.get())
                done, _ = await asyncio.wait([getting, stopping], return_when=asyncio.FIRST_COMPLETED)
                if getting not in done:
                    getting.cancel()
                    return
                yield getting.result()
        finally:
            stopping.cancel()
