# The names are there, and nobody uses them once one is done.
import asyncio


class Session:
    async def either(self, socket, stopped):
        reading = asyncio.create_task(socket.recv())
        stopping = asyncio.create_task(stopped.wait())
        both = {reading, stopping}
        _, pending = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)  # expect: WSH205 medium
        if pending:
            print("one is still waiting")
        return reading.done()
