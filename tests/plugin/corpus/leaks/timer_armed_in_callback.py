# leak: timer | test_soon | Link.retry
"""Armed inside of a call_soon callback: no task is running, only the test's context."""

import asyncio


class Link:
    def connect(self, loop, done):
        loop.call_later(45, self.retry)  # <- born
        done.set_result(True)

    def retry(self):
        pass


async def test_soon():
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    loop.call_soon(Link().connect, loop, done)
    assert await done
