# Fine: after 256 requests the numbers begin anew, and take the places of those without a reply.
import asyncio


class Radio:
    def __init__(self, port):
        self._port = port
        self._waiting = {}
        self._number = 0

    async def ask(self, frame):
        reply = asyncio.get_running_loop().create_future()
        self._waiting[self._number] = reply
        self._number = (self._number + 1) % 256
        await self._port.write(frame)
        async with asyncio.timeout(5):
            return await reply

    def on_frame(self, number, frame):
        self._waiting.pop(number).set_result(frame)
