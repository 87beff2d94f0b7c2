# The pool makes a resolver of its own when it is given none, and its `close` closes only the pool's task.
import asyncio


class Resolver:
    def __init__(self):
        self._channel = asyncio.get_running_loop().create_future()

    async def close(self):
        self._channel.cancel()
