# Leaks: the collection is that of the server, and no connection takes its finished tasks out.
import asyncio


class State:
    def __init__(self):
        self.answers: set[asyncio.Task[None]] = set()


class Connection(asyncio.Protocol):
    def __init__(self, state: State):
        self.answers = state.answers
        self.loop = asyncio.get_running_loop()

    def data_received(self, data):
        task = self.loop.create_task(self.answer(data))  # expect: WSH304
        self.answers.add(task)

    async def answer(self, data):
        await asyncio.sleep(len(data))
