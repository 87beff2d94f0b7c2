# The loop comes in as an argument; the task runs until the process ends.
class Ticker:
    def __init__(self, loop, source):
        self.loop = loop
        self.source = source

    def open(self):
        self.loop.create_task(self._pump())  # expect: WSH201

    async def _pump(self):
        async for quote in self.source:
            print(quote)
