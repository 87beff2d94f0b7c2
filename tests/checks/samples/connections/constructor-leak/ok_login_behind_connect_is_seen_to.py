# Fine: whatever fails behind connecting closes the link, and what fails before has nothing open.
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

    async def settle(self):
        print("settled")


async def dial(host, name):
    link = Link(host)
    await link.connect()
    try:
        await link.login(name)
    except BaseException:
        await link.close()
        raise
    return link


async def only_connect(host):
    link = Link(host)
    await link.connect()
    return link


async def leave_it_to_the_link(host, name):
    link = Link(host)
    try:
        await link.connect()
        await link.login(name)
        return link
    finally:
        await link.settle()
