# Whatever ends the wait, the entry goes.
import anyio


class Asker:
    def __init__(self, line):
        self._line = line
        self._replies = {}
        self._number = 0

    async def ask(self, question):
        self._number += 1
        number = self._number
        reply, answer = anyio.create_memory_object_stream[str](1)
        self._replies[number] = reply
        try:
            await self._line.send((number, question))
            with anyio.fail_after(5):
                return await answer.receive()
        finally:
            self._replies.pop(number, None)

    async def listen(self):
        async for number, text in self._line:
            await self._replies[number].send(text)
