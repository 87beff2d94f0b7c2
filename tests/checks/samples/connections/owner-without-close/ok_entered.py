# The method that uses it enters it.
import httpx


class Job:
    def __init__(self):
        self._client = httpx.AsyncClient()

    async def run(self, url):
        async with self._client:
            return (await self._client.get(url)).json()
