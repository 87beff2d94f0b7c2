# Fine: the counter is set back at its limit, so that there are never more entries than that.
import asyncio


class Dongle:
    def __init__(self, port):
        self._port = port
        self._waiting = {}
        self._number = 0

    async def ask(self, frame):
        self._number += 1
        if self._number > 0x7F:
            self._number = 1
        reply = asyncio.get_running_loop().create_future()
        self._waiting[self._number] = reply
        await self._port.write(frame)
        return await asyncio.wait_for(reply, 5)

    def on_frame(self, number, frame):
        self._waiting.pop(number).set_result(frame)
