# The connection is closed, and its session left open.
import aiohttp


class Api:
    async def call(self, url):
        session = aiohttp.ClientSession()  # expect: WSH401
        ws = await session.ws_connect(url, heartbeat=20)
        await ws.send_str("hello")
        msg = await ws.receive()
        await ws.close()
        return msg.data
