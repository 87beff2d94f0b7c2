# Fine: the worker runs its task to the end, and the process with it.
class Worker:
    def __init__(self, loop):
        self.loop = loop

    def run(self):
        self._task = self.loop.create_task(self._serve())
        self.loop.run_until_complete(self._task)

    async def _serve(self):
        await self.loop.serve_forever()
