# When the question fails, the link that was connected for it stays open.
import asyncio


class Link:
    def __init__(self, host):
        self._host = host
        self._reader = self._writer = None

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, 5222)

    async def login(self, name):
        self._writer.write(name.encode())
        return await self._reader.readline()

    async def close(self):
        self._writer.close()
        await self._writer.wait_closed()


async def ask(host, name):
    link = Link(host)  # expect: WSH401 medium
    await link.connect()
    answer = await link.login(name)
    await link.close()
    return answer
