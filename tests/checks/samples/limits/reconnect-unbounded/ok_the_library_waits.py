# Fine: the iterator of the library waits between two attempts, longer after each failure.
import websockets


async def follow(url):
    while True:
        try:
            async for websocket in websockets.connect(url):
                async for message in websocket:
                    print(message)
        except Exception as error:
            print("lost", error)
