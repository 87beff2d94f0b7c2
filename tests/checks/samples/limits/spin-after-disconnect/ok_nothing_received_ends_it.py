# Fine: a failed receive leaves nothing behind, and nothing ends the loop.
async def reader(websocket):
    while True:
        message = None
        try:
            message = await websocket.recv()
        except Exception as error:
            print("gone", error)
        if message is None:
            break
        print(message)
