# The session is only lent to each of the calls that are gathered: nobody closes it when they are done.
import asyncio

import aiohttp


async def rate(session, currency):
    async with session.get(f"/{currency}") as response:
        return await response.json()


async def gathered(currencies):
    session = aiohttp.ClientSession("http://rates")  # expect: WSH401
    return await asyncio.gather(*(rate(session, each) for each in currencies))


async def awaited_in_turn(currencies):
    session = aiohttp.ClientSession("http://rates")  # expect: WSH401
    tasks = [asyncio.create_task(rate(session, each)) for each in currencies]
    for task in tasks:
        print(await task)


async def listed(currencies):
    session = aiohttp.ClientSession("http://rates")  # expect: WSH401
    return [await rate(session, each) for each in currencies]
