# leak: task | test_any_name | Session.expire | count: 3
"""Three examples, three forgotten tasks, one leak."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st


class Session:
    async def expire(self):
        await asyncio.sleep(1800)

    def open(self):
        self.task = asyncio.create_task(self.expire())  # <- born


KEPT = []


@settings(max_examples=3, deadline=None, database=None)
@given(st.integers())
async def test_any_name(number):
    session = Session()
    session.open()
    KEPT.append(session)
    await asyncio.sleep(0)
