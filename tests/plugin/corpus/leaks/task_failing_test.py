# leak: task | test_balance | settle_account | verdict: test failed
# fails: test_balance
"""A test that fails by itself keeps its own failure; the leak is told beside it."""

import asyncio


async def settle_account():
    await asyncio.sleep(99)


async def test_balance():
    asyncio.create_task(settle_account())  # <- born
    await asyncio.sleep(0)
    assert 2 + 2 == 5
