# What is made here is closed here, and what the caller gave is left alone; or somebody keeps it.
import httpx


async def page(address, client=None):
    own = client is None
    client = client or httpx.AsyncClient()
    try:
        return (await client.get(address)).text
    finally:
        if own:
            await client.aclose()


async def made(client=None):
    client = client or httpx.AsyncClient()
    return client


class Pages:
    def __init__(self, client=None):
        client = client or httpx.AsyncClient()
        self._client = client

    async def close(self):
        await self._client.aclose()
