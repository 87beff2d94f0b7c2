# Fine: the transport is among the options of the client, which closes it.
import httpx


class Api:
    def __init__(self, retries):
        self.retries = retries
        self.client = None

    def connect(self, timeout=None):
        transport = httpx.AsyncHTTPTransport(retries=self.retries)
        options = {"transport": transport}
        if timeout is not None:
            options["timeout"] = timeout
        self.client = httpx.AsyncClient(**options)

    async def close(self):
        await self.client.aclose()
