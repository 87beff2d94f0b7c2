# Fine: the process has nothing else to do, and closes the loop by ending.
import asyncio
from multiprocessing import Process


class Backend:
    def start(self):
        self.worker = Process(target=Backend.run, args=(self.write,), daemon=True)
        self.worker.start()

    def stop(self):
        self.worker.terminate()
        self.worker.join()

    @staticmethod
    def run(write):
        loop = asyncio.new_event_loop()
        loop.run_until_complete(write())

    async def write(self):
        await asyncio.sleep(1)
