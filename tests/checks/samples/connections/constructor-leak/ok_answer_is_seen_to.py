# The first answer may not come, and that is seen to: it is closed then, handed over all the same, or kept before.
import asyncio

import websockets


class Protocol(asyncio.Protocol):
    def __init__(self, ready):
        self.ready = ready


class Client:
    def __init__(self, transport, protocol):
        self.transport, self.protocol = transport, protocol

    def close(self):
        self.transport.close()


async def closed_then(host, port):
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    transport, protocol = await loop.create_connection(lambda: Protocol(ready), host, port)
    try:
        await ready
    except BaseException:
        transport.close()
        raise
    return Client(transport, protocol)


async def handed_over_all_the_same(url):
    connection = await websockets.connect(url)
    try:
        print(await asyncio.wait_for(connection.recv(), 10))
    except TimeoutError:
        print("it says nothing")
    return connection


async def of_something_else(host, port, others):
    ready = others.create_future()
    reader, writer = await asyncio.open_connection(host, port)
    await ready
    await asyncio.wait_for(others.settled(), 10)
    return Client(writer, reader)


async def closed_at_last(host, port):
    reader, writer = await asyncio.open_connection(host, port)
    try:
        return await asyncio.wait_for(reader.readline(), 10)
    finally:
        writer.close()


class Link:
    async def open(self, host, port):
        self.reader, self.writer = await asyncio.open_connection(host, port)
        await asyncio.wait_for(self.reader.readline(), 10)

    def close(self):
        self.writer.close()
