# Fine: one branch runs what the other calls, for `start` may have been replaced by a function that is none of these.
import asyncio
import inspect


class Client:
    async def start(self):
        await asyncio.sleep(0.1)

    def run(self):
        loop = asyncio.new_event_loop()
        if inspect.iscoroutinefunction(self.start):
            loop.run_until_complete(self.start())
        else:
            self.start()
        loop.close()
