# Fine: all results are taken.
import asyncio


async def collect(members):
    for result in asyncio.as_completed([member.state() for member in members]):
        print(await result)
