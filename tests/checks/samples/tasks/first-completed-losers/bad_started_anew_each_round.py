# Each round starts both tasks again, and drops the one that the last round was still waiting for.
import asyncio


class Stream:
    def __init__(self, stopped):
        self._stopped = stopped

    async def beats(self):
        while True:
            yield "alive"
            pausing = asyncio.create_task(asyncio.sleep(15))
            stopping = asyncio.create_task(self._stopped.wait())
            done, _ = await asyncio.wait(  # expect: WSH205 medium
                [pausing, stopping], return_when=asyncio.FIRST_COMPLETED
            )
            if stopping in done:
                return
