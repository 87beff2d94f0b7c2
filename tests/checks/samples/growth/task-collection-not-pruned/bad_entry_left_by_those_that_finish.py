# Only a request that is cancelled loses its entry; one that was answered keeps it.
import asyncio


class Desk:
    def __init__(self, book):
        self._book = book
        self._open = {}

    def accept(self, request):
        self._open[request] = asyncio.create_task(self.answer(request))  # expect: WSH304 medium

    async def answer(self, request):
        await request.send(self._book[request.page])

    def cancel(self, request):
        task = self._open.pop(request)
        task.cancel()
