# Fine: one session for as long as the connection is there.
import aiohttp


async def handler(websocket):
    async with aiohttp.ClientSession() as session:
        async for text in websocket:
            async with session.get(text) as answer:
                await websocket.send(str(answer.status))
