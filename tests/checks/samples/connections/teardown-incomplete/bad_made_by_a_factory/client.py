# Leaks: what opens the client is a function of another module, or a method of the class, and nobody closes it.
import asyncio


class Client:
    def __init__(self, host):
        self._host = host

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, 80)

    async def close(self):
        self._writer.close()

    @classmethod
    async def create(cls, host):
        client = cls(host)
        await client.connect()
        return client


async def open_client(host):
    client = Client(host)
    await client.connect()
    return client
