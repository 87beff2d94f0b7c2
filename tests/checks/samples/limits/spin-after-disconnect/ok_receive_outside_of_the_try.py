# Fine: only the work is tried; a failing receive ends the loop.
async def handler(websocket):
    while True:
        text = await websocket.recv()
        try:
            print(int(text))
        except Exception as error:
            print("ignored", error)
