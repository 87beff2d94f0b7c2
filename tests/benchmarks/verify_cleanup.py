"""A fixture for comparison: it does by hand what large asyncio test suites do after every test.

Home Assistant's ``verify_cleanup`` is the best known of these. This one is written from a description of what it
looks at: new tasks, timer handles that were not cancelled, new threads, and the default executor, which it shuts down.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
import pytest_asyncio


@pytest_asyncio.fixture(autouse=True)  # type: ignore[type-var]
def verify_cleanup() -> Iterator[None]:
    """Fail a test that leaves something running on its loop, or a thread."""
    loop = asyncio.get_event_loop()
    threads_before = set(threading.enumerate())
    tasks_before = asyncio.all_tasks(loop)
    yield
    loop.run_until_complete(loop.shutdown_default_executor())
    left = [f"task {task!r}" for task in asyncio.all_tasks(loop) - tasks_before]
    timers = getattr(loop, "_scheduled", ())
    left += [f"timer {handle!r}" for handle in timers if not handle.cancelled()]
    left += [f"thread {thread!r}" for thread in set(threading.enumerate()) - threads_before if thread.is_alive()]
    if left:
        pytest.fail(f"left behind: {left[0]}")
