# Fine: `main` lives as long as the process does.
import asyncio


async def pump():
    while True:
        await asyncio.sleep(1)


async def main():
    asyncio.create_task(pump())
    await asyncio.Event().wait()


asyncio.run(main())
