# Fine: whichever is not done is cancelled.
import asyncio


async def first_of(left, right, limit):
    one = asyncio.create_task(left())
    other = asyncio.create_task(right())
    await asyncio.wait([one, other], timeout=limit, return_when=asyncio.FIRST_COMPLETED)
    if not one.done():
        one.cancel()
    if not other.done():
        other.cancel()
    return one.result() if one.done() else other.result()
