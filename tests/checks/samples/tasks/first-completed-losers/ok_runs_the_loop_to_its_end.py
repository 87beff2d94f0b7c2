# Fine: the function runs the loop itself, so that nothing runs on when the wait is over.
import asyncio


class Hub:
    def __init__(self, front, back):
        self.loop = asyncio.new_event_loop()
        self.front = front
        self.back = back

    def run(self):
        tasks = [self.loop.create_task(self.front()), self.loop.create_task(self.back())]
        done, pending = self.loop.run_until_complete(asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION))
        for each in done:
            each.result()
        self.loop.close()
