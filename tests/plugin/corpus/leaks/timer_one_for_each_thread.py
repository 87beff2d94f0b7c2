# leak: timer | test_writes_in_three_threads | TYPING[('ann', 1)].cancel()`, and so for each | count: 3
"""Each of them is kept under a key of its own, and has to be cancelled by itself."""

import asyncio

TYPING = {}


def types(name, thread):
    TYPING[name, thread] = asyncio.get_running_loop().call_later(8, TYPING.clear)  # <- born


async def test_writes_in_three_threads():
    for thread in (1, 2, 3):
        types("ann", thread)
