# leak: timer | test_everybody_types | dict.clear | count: 9
"""Ten timers that would forget all the others; one of them is cancelled."""

import asyncio


async def test_everybody_types():
    loop = asyncio.get_running_loop()
    typists = {}
    for number in range(10):
        typists[number] = loop.call_later(8, typists.clear)  # <- born
    typists.pop(4).cancel()
