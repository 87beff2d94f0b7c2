# Leaks: the session is somebody else's, and goes on.
import aiohttp


async def follow(session: aiohttp.ClientSession, url):
    ws = await session.ws_connect(url, heartbeat=20)  # expect: WSH401
    while True:
        message = await ws.receive(timeout=60)
        if message.type is aiohttp.WSMsgType.CLOSED:
            break
        print(message.data)
