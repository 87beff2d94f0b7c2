# Each coroutine is awaited in the end, or somebody else is given it.
import asyncio


async def beat():
    await asyncio.sleep(1)


async def main():
    later = beat()
    await later
    await asyncio.gather(beat(), asyncio.sleep(2))
    return beat()


def run():
    asyncio.run(main())
