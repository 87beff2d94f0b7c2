# The repair: the connection is left open no longer.
import websockets


async def fetch_once(url, query):
    async with websockets.connect(url) as ws:
        await ws.send(query)
        return await ws.recv()
