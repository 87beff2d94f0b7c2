# leak: task | test_fastest_mirror_wins | mirror
"""The first answer is taken; the slower request keeps waiting."""

import asyncio


async def mirror(name, delay):
    await asyncio.sleep(delay)
    return name


async def fastest(*mirrors):
    done, _ = await asyncio.wait(
        [asyncio.ensure_future(each) for each in mirrors],  # <- born
        return_when=asyncio.FIRST_COMPLETED,
    )
    return done.pop().result()


async def test_fastest_mirror_wins():
    assert await fastest(mirror("near", 0.001), mirror("far", 3600)) == "near"
