# The repair: no wait for the peer has an end no longer.
import websockets


async def follow(url, on_message):
    async with websockets.connect(url, open_timeout=5, ping_timeout=20, close_timeout=5) as ws:
        async for message in ws:
            on_message(message)
