# leak: timer | test_deadline_is_kept | never_left.DEADLINES['eur'].__aexit__(None, None, None)` | born: kept
# leak: timer | test_deadline_is_dropped | `await` its `__aexit__(None, None, None)` | born: dropped
"""A timeout that is entered by hand goes on when the task that has entered it is through."""

import asyncio

DEADLINES = {}


async def test_deadline_is_kept():
    DEADLINES["eur"] = asyncio.timeout(60)
    await DEADLINES["eur"].__aenter__()  # <- kept


async def test_deadline_is_dropped():
    deadline = asyncio.timeout(60)
    await deadline.__aenter__()  # <- dropped
