# The repair: the connection is closed, and its session left open no longer.
import aiohttp


class Api:
    async def call(self, url):
        session = aiohttp.ClientSession()
        try:
            ws = await session.ws_connect(url, heartbeat=20)
            try:
                await ws.send_str("hello")
                msg = await ws.receive()
            finally:
                await ws.close()
        finally:
            await session.close()
        return msg.data
