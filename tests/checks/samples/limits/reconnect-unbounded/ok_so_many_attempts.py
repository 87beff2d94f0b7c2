# Fine: it gives up after a few attempts.
import websockets


async def open_feed(url):
    failures = 0
    while True:
        try:
            return await websockets.connect(url)
        except OSError:
            failures += 1
            if failures == 5:
                raise


async def open_other_feed(url):
    left = 5
    while left:
        try:
            return await websockets.connect(url)
        except OSError:
            left -= 1
    return None
