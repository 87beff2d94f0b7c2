# leak: task | test_group_is_kept | leave its `TaskGroup` | born: kept
# leak: task | test_group_is_dropped | leave its `TaskGroup` | born: dropped
"""Task groups that are entered by hand wait for their tasks when they are left; these never are."""

import asyncio

GROUPS = {}


async def pump():
    while True:
        await asyncio.sleep(60)


async def test_group_is_kept():
    GROUPS["eur"] = asyncio.TaskGroup()
    await GROUPS["eur"].__aenter__()
    GROUPS["eur"].create_task(pump())  # <- kept


async def test_group_is_dropped():
    group = await asyncio.TaskGroup().__aenter__()
    group.create_task(pump())  # <- dropped
