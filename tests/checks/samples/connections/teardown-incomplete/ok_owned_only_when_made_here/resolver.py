# The pool closes the resolver when it has made it itself.
import asyncio


class Resolver:
    def __init__(self):
        self._channel = asyncio.get_running_loop().create_future()

    async def close(self):
        self._channel.cancel()
