# Fine: the session is given to the handler, and used for all messages.
import aiohttp


async def handler(websocket, session: aiohttp.ClientSession):
    async for text in websocket:
        async with session.get(text) as answer:
            await websocket.send(str(answer.status))
