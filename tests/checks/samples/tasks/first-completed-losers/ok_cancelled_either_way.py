# A cancellation ends the tasks, and so does the end of the wait: by cancelling the rest, or by waiting for it.
import asyncio


async def race(one, other):
    first = asyncio.create_task(one())
    second = asyncio.create_task(other())
    try:
        done, pending = await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        first.cancel()
        second.cancel()
        raise
    for task in pending:
        task.cancel()
    return done.pop().result()


async def both(one, other):
    first = asyncio.create_task(one())
    second = asyncio.create_task(other())
    try:
        await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        first.cancel()
        second.cancel()
        raise
    print("one of them is done")
    return await first, await second


async def any_error(one, other):
    first = asyncio.create_task(one())
    second = asyncio.create_task(other())
    try:
        done, _ = await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    except (asyncio.CancelledError, OSError):
        raise
    finally:
        first.cancel()
        second.cancel()
