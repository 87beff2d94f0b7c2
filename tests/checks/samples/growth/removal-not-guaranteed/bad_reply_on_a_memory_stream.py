# The reply comes through a stream of which the other end is kept until it does.
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
        self._replies[number] = reply  # expect: WSH303
        await self._line.send((number, question))
        with anyio.fail_after(5):
            return await answer.receive()

    async def listen(self):
        async for number, text in self._line:
            await self._replies.pop(number).send(text)
