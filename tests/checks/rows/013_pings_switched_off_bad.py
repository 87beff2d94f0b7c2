# Pings are off, and nothing takes their place.
from websockets.asyncio.server import serve


async def echo(ws):
    async for message in ws:
        await ws.send(message)


async def main():
    async with serve(echo, "0.0.0.0", 9000, ping_interval=None) as server:  # expect: WSH502
        await server.serve_forever()
