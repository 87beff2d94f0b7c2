# run: workers
# leak: task | test_announces | announce()
"""A task of a test that one of two processes runs."""

import asyncio

KEPT = set()


async def announce():
    await asyncio.Event().wait()


async def test_announces():
    KEPT.add(asyncio.create_task(announce()))  # <- born


async def test_does_not():
    await asyncio.sleep(0)
