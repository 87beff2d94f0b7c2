# Fine: when time is up both are cancelled at once, and when one has won the other is.
import asyncio


async def first_of(left, right, limit):
    one = asyncio.create_task(left())
    other = asyncio.create_task(right())
    done, pending = await asyncio.wait([one, other], timeout=limit, return_when=asyncio.FIRST_COMPLETED)
    if not done:
        one.cancel()
        other.cancel()
        raise TimeoutError
    for task in pending:
        task.cancel()
    return done.pop().result()
