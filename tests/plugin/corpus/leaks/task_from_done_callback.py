# leak: task | test_restart_after_crash | Supervisor.run
"""A supervisor restarts its worker in a done callback, also when the test is over."""

import asyncio


class Supervisor:
    def __init__(self):
        self.starts = 0

    async def run(self):
        self.starts += 1
        if self.starts == 1:
            raise ConnectionError("lost")
        await asyncio.get_running_loop().create_future()

    def start(self):
        self.task = asyncio.create_task(self.run())  # <- born
        self.task.add_done_callback(self.again)

    def again(self, task):
        if not task.cancelled() and task.exception():
            self.start()


async def test_restart_after_crash():
    supervisor = Supervisor()
    supervisor.start()
    while supervisor.starts < 2:
        await asyncio.sleep(0)
