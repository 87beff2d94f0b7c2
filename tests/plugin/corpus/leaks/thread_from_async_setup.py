# leak: thread | TestBridge::test_bridge | bridge
"""unittest's asyncSetUp runs inside of the test: what it starts is the test's."""

import queue
import threading
import unittest


def bridge(jobs):
    while jobs.get() is not None:
        pass


class TestBridge(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.jobs = queue.Queue()
        threading.Thread(target=bridge, args=(self.jobs,), daemon=True).start()  # <- born

    async def test_bridge(self):
        self.jobs.put("job")
