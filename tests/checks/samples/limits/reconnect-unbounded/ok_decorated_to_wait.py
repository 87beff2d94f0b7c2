# Fine: what tries again is another library, which waits.
import websockets
from tenacity import retry, wait_exponential


@retry(wait=wait_exponential(max=60))
async def follow(url):
    async with websockets.connect(url) as websocket:
        async for message in websocket:
            print(message)
