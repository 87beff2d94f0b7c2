# Fine: the `close()` of the subclass does itself what that of its base does; another hook of the base closes, too.
import asyncio


class Link:
    def __init__(self, host):
        self._host = host

    async def open(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, 80)

    async def close(self):
        self._writer.close()


class PoliteLink(Link):
    async def close(self):
        self._writer.write_eof()
        self._writer.close()


class Station:
    async def open(self, host):
        self._reader, self._writer = await asyncio.open_connection(host, 80)

    async def close(self):
        await self.on_close()
        self._writer.close()

    async def on_close(self):
        print("closing")


class LoudStation(Station):
    async def on_close(self):
        print("bye".upper())
