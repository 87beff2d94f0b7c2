# write() to a closed transport is silent, so that nothing ends the loop; the task is dropped besides.
import asyncio


class Chat(asyncio.Protocol):
    def connection_made(self, transport):
        self._transport = transport
        asyncio.ensure_future(self._beat())  # expect: WSH501

    async def _beat(self):
        while True:
            self._transport.send(b"ping")
            await asyncio.sleep(20)
