# Each message makes a session, and nobody closes it.
import aiohttp


async def handler(websocket):
    async for text in websocket:
        session = aiohttp.ClientSession()  # expect: WSH405
        answer = await session.get(text)
        await websocket.send(str(answer.status))
