# A wait with a time limit ends in a timeout or a cancellation, and the loop is left for the `cancel()` on both.
import asyncio


async def search(found):
    searching = asyncio.create_task(look(found))
    stopped = False
    while not stopped:
        try:
            print(await asyncio.wait_for(found.get(), 0.1))
        except TimeoutError:
            print("nothing yet")
        except asyncio.CancelledError:
            stopped = True
    searching.cancel()


async def look(found):
    while True:
        await asyncio.sleep(1)
        await found.put(1)
