# Leaks: the object of another module connects when it is told to, and nobody closes it.
import asyncio


class Device:
    def __init__(self, host):
        self._host = host

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, 80)

    def shutdown(self):
        self._writer.close()
