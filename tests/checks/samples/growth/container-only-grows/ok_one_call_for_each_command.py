# A new call takes the place of the one before with the same command, of which there are few.
import asyncio


class Device:
    def __init__(self, stream):
        self.stream = stream
        self._waiting = {}

    async def command(self, name):
        reply = asyncio.get_running_loop().create_future()
        self._waiting[name] = reply  # expect: WSH311 info
        await self.stream.write(name)
        return await reply

    def answered(self, name, value):
        self._waiting[name].set_result(value)
