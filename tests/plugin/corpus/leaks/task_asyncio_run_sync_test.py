# leak: task | test_report | audit
"""A plain test and `asyncio.run`, which cancels the audit without a word."""

import asyncio

LOG = []


async def audit(entry):
    LOG.append(entry)
    await asyncio.sleep(60)


async def handle(request):
    asyncio.create_task(audit(request))  # <- born
    await asyncio.sleep(0)
    return request.upper()


def test_report():
    assert asyncio.run(handle("ping")) == "PING"
    LOG.clear()
