# Its `cancel` gives up waiting for an answer; nothing runs on without it.
import aiohttp


class Answer:
    def __init__(self):
        self._inner = object()

    def wait(self, waiter):
        print(self._inner, waiter)

    def cancel(self):
        self._inner.cancel()


class Client:
    def __init__(self):
        self._session = aiohttp.ClientSession()
        self._answer = Answer()

    def expect(self, waiter):
        self._answer.wait(waiter)

    async def close(self):
        await self._session.close()
