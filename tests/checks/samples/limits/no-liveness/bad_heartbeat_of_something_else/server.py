# What the program pings is its database; a peer whose cable is cut stays connected for ever.
import websockets


async def handle(ws):
    async for message in ws:
        print(message)


async def main():
    async with websockets.serve(handle, "", 8765, ping_interval=None) as server:  # expect: WSH502 medium
        await server.serve_forever()
