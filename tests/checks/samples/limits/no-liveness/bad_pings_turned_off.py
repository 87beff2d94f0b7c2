# Pings are off and nothing else checks: a peer whose cable is cut stays connected for ever.
import websockets


async def follow(uri):
    async with websockets.connect(uri, ping_interval=None) as socket:  # expect: WSH502 medium
        async for message in socket:
            print(message)
