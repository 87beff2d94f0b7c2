# Fine: the loop ends as soon as the client that it sends for is closed.
import asyncio


class LogStream:
    def __init__(self, client, channel):
        self._client = client
        self._channel = channel
        self._lines = asyncio.Queue()

    def start(self):
        self._sending = asyncio.create_task(self._send())

    async def _send(self):
        while not self._client.is_closed():
            try:
                line = await asyncio.wait_for(self._lines.get(), 2)
                await self._channel.send(line)
            except Exception:
                print("lost a line")
