# The queue is given back behind the loop over messages, which ends in an exception when the connection is lost.
import asyncio

_QUEUES = {}


def register(name):
    queue = asyncio.Queue(100)
    _QUEUES[name] = queue
    return queue


def unregister(queue):
    for name, each in list(_QUEUES.items()):
        if each is queue:
            del _QUEUES[name]


async def echo(socket):
    queue = register(socket.name)  # expect: WSH407
    async for _ in socket:
        await socket.send(await queue.get())
    unregister(queue)


class Waiters:
    def __init__(self):
        self._waiting = []

    def _add_waiter(self):
        event, error = asyncio.Event(), []
        self._waiting.append((event, error))
        return event, error

    def _remove_waiter(self, event, error):
        self._waiting.remove((event, error))

    def all_done(self):
        for event, _ in self._waiting:
            event.set()

    async def wait(self):
        event, error = self._add_waiter()  # expect: WSH407
        await asyncio.wait_for(event.wait(), 5)
        self._remove_waiter(event, error)
        return error
