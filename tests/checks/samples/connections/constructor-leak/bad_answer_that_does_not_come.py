# The connection is there, its first answer is not: the wait for it fails, and nobody has the connection to close it.
import asyncio

import websockets


class Protocol(asyncio.Protocol):
    def __init__(self, ready):
        self.ready = ready

    async def login(self):
        await self.ready


class Client:
    def __init__(self, transport, protocol):
        self.transport, self.protocol = transport, protocol

    def close(self):
        self.transport.close()


async def its_future(host, port):
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    transport, protocol = await loop.create_connection(lambda: Protocol(ready), host, port)  # expect: WSH404 medium
    await ready
    return Client(transport, protocol)


async def its_protocol(host, port, ready):
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_connection(lambda: Protocol(ready), host, port)  # expect: WSH404 medium
    await protocol.login()
    return Client(transport, protocol)


async def its_reader(host, port):
    reader, writer = await asyncio.open_connection(host, port)  # expect: WSH404 medium
    writer.write(b"HELLO\n")
    print(await asyncio.wait_for(reader.readline(), 10))
    return Client(writer, reader)


async def its_first_message(url):
    connection = await websockets.connect(url)  # expect: WSH404 medium
    async with asyncio.timeout(10):
        print(await connection.recv())
    return connection
