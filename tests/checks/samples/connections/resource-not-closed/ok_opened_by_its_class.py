# Fine: each of these is closed, entered, given back or kept by somebody who closes it.
import asyncio
from contextlib import aclosing


class Link:
    def __init__(self, reader, writer):
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, host):
        reader, writer = await asyncio.open_connection(host, 7000)
        try:
            await cls.greet(writer)
        except OSError:
            writer.close()
            raise
        return cls(reader, writer)

    @staticmethod
    async def greet(writer):
        writer.write(b"hello")
        await writer.drain()

    async def send(self, data):
        self._writer.write(data)
        await self._writer.drain()

    async def close(self):
        self._writer.close()
        await self._writer.wait_closed()


async def announce(host, news):
    link = await Link.open(host)
    try:
        await link.send(news)
    finally:
        await link.close()


async def ask(host, question):
    async with aclosing(await Link.open(host)) as link:
        await link.send(question)


async def dial(host):
    return await Link.open(host)


class Pool:
    def __init__(self):
        self._links = {}

    async def grow(self, host):
        link = await Link.open(host)
        self._links[host] = link

    async def close(self):
        while self._links:
            _, link = self._links.popitem()
            await link.close()
