# Fine: what a factory has opened is closed, was never started, or belongs to the registry that the factory asks.
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


CLIENTS = {"main": Client("localhost")}


def new_client(host):
    return Client(host)


def get_client(name):
    return CLIENTS[name]


class Hub:
    async def start(self, host):
        self._client = await Client.create(host)
        self._idle = new_client(host)
        self._shared = get_client("main")
        self._beat = asyncio.create_task(self._tick())

    async def _tick(self):
        while True:
            await asyncio.sleep(1)

    async def stop(self):
        self._beat.cancel()
        await self._client.close()
