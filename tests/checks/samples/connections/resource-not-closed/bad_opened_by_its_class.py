# What `open()` makes holds what `open()` has opened for it; so does what `dial()` gives.
import asyncio
import socket


class Link:
    def __init__(self, reader, writer):
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, host):
        reader, writer = await asyncio.open_connection(host, 7000)
        return cls(reader, writer)

    async def send(self, data):
        self._writer.write(data)
        await self._writer.drain()

    async def close(self):
        self._writer.close()
        await self._writer.wait_closed()


class Line:
    def __init__(self, sock):
        self.sock = sock

    def send(self, data):
        self.sock.sendall(data)

    def close(self):
        self.sock.close()


def dial(host):
    sock = socket.create_connection((host, 7000))
    return Line(sock)


async def announce(host, news):
    link = await Link.open(host)  # expect: WSH401
    await link.send(news)


async def ask(host, question):
    link = await Link.open(host)  # expect: WSH401 medium
    await link.send(question)
    await link.close()


def tell(host, news):
    line = dial(host)  # expect: WSH401
    line.send(news)
