# The method that connects does not wait, and neither does the loop that calls it.
import aiohttp


class Feed:
    def __init__(self, session: aiohttp.ClientSession, url):
        self._session = session
        self._url = url
        self._running = True

    async def _connect(self):
        feed = await self._session.ws_connect(self._url, heartbeat=20)
        print("connected to", self._url)
        return feed

    async def run(self):
        while self._running:
            try:
                feed = await self._connect()  # expect: WSH506 medium
            except (aiohttp.ClientError, OSError):
                continue
            try:
                async for message in feed:
                    print(message.data)
            finally:
                await feed.close()

    def stop(self):
        self._running = False
