# Fine: each connection is given the collection of the server, and has its tasks leave that when they are done.

import asyncio


class State:
    def __init__(self):
        self.answers: set[asyncio.Task[None]] = set()
        self.pushes: set[asyncio.Task[None]] = set()


class Connection(asyncio.Protocol):
    def __init__(self, state: State):
        self.answers = state.answers
        self.pushes = state.pushes
        self.loop = asyncio.get_running_loop()

    def data_received(self, data):
        task = self.loop.create_task(self.answer(data))
        task.add_done_callback(self.answers.discard)
        self.answers.add(task)

    def datagram_received(self, data, peer):
        task = self.loop.create_task(self.answer(data))
        task.add_done_callback(self.pushed)
        self.pushes.add(task)

    def pushed(self, task):
        self.pushes.discard(task)

    async def answer(self, data):
        await asyncio.sleep(len(data))
