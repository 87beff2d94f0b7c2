# Both are cancelled when neither is done in time. When one of them is, the other runs on.
import asyncio


async def first_of(left, right, limit):
    one = asyncio.create_task(left())
    other = asyncio.create_task(right())
    both = [one, other]
    done, _ = await asyncio.wait(both, timeout=limit, return_when=asyncio.FIRST_COMPLETED)  # expect: WSH205 medium
    if not done:
        one.cancel()
        other.cancel()
        raise TimeoutError
    return done.pop().result()
