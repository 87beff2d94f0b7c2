# The connection is closed, and its session left open.
import aiohttp


class Api:
    async def call(self, url):
        session = aiohttp.ClientSession()  # expect: WSH401
        async with session.ws_connect(url, heartbeat=20) as ws:
            await ws.send_str("hello")
            msg = await ws.receive()
        return msg.data
