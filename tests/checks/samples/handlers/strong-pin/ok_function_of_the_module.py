# Fine: one function, registered once, goes through what is open.
import atexit

OPEN = set()


@atexit.register
def save_all():
    for websocket in OPEN:
        print("was open", websocket)


async def handler(websocket):
    OPEN.add(websocket)
    try:
        async for text in websocket:
            print(text)
    finally:
        OPEN.discard(websocket)
