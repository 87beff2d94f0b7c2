# leak: task | test_attribute_of_a_thread | `odd_keepers.LOCAL.task.cancel()` | born: local
# leak: task | test_recorded_by_a_mock | `odd_keepers.ON_OPEN.call_args[0][0].cancel()` | born: mock
# leak: event loop | test_current_loop | in asyncio.events._event_loop_policy._local._loop | born: loop
"""What keeps a leak is told as it would be typed: attributes of the thread, what a mock was called with, the policy."""

import asyncio
import threading
from unittest.mock import Mock

LOCAL = threading.local()
ON_OPEN = Mock()


async def poll():
    while True:
        await asyncio.sleep(30)


async def test_attribute_of_a_thread():
    LOCAL.task = asyncio.create_task(poll())  # <- local
    await asyncio.sleep(0)


async def test_recorded_by_a_mock():
    ON_OPEN(asyncio.create_task(poll()))  # <- mock
    await asyncio.sleep(0)


def test_current_loop():
    asyncio.set_event_loop(asyncio.new_event_loop())  # <- loop


def test_no_loop_is_current():
    asyncio.set_event_loop(None)
