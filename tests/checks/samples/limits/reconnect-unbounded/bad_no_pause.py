# While the server is away, this loop keeps a processor busy, and the server too when it comes back.
import websockets


async def follow(url):
    while True:
        try:
            async with websockets.connect(url) as websocket:  # expect: WSH506
                async for message in websocket:
                    print(message)
        except Exception as error:
            print("lost", error)
