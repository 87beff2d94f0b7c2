# No wait for the peer has an end.
import websockets


async def follow(url, on_message):
    async with websockets.connect(url, open_timeout=None, ping_timeout=None) as ws:  # expect: WSH503
        async for message in ws:
            on_message(message)
