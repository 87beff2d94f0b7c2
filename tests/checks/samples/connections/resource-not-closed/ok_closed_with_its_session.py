# Fine: the session ends with its `with`, and closes what runs over it.
import aiohttp


async def follow(url):
    async with aiohttp.ClientSession() as session:
        ws = await session.ws_connect(url, heartbeat=20)
        while True:
            message = await ws.receive(timeout=60)
            if message.type is aiohttp.WSMsgType.CLOSED:
                break
            print(message.data)
