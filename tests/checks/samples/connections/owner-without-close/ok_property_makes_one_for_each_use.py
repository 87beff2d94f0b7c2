# A plain property keeps nothing: whoever asks gets a new session, and closes it.
import aiohttp


class Api:
    @property
    def session(self):
        return aiohttp.ClientSession()

    async def get(self, url):
        async with self.session as session, session.get(url) as response:
            return await response.text()
