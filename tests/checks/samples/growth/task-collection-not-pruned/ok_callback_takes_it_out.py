# Each task takes its entry out when it is done, and a request that is cancelled does so at once.
import asyncio


class Desk:
    def __init__(self, book):
        self._book = book
        self._open = {}

    def accept(self, request):
        task = self._open[request] = asyncio.create_task(self.answer(request))
        task.add_done_callback(lambda _: self._open.pop(request, None))

    async def answer(self, request):
        await request.send(self._book[request.page])

    def cancel(self, request):
        task = self._open.pop(request)
        task.cancel()
