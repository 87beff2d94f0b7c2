# Fine: a method takes the entry out whenever the future is done, and a wait that times out cancels the future.
import asyncio
import itertools


class RpcClient:
    def __init__(self, writer):
        self._writer = writer
        self._pending = {}
        self._ids = itertools.count()

    async def call(self, method):
        reply = asyncio.get_running_loop().create_future()
        reply.number = next(self._ids)
        self._pending[reply.number] = reply
        reply.add_done_callback(self._forget)
        self._writer.write(f"{reply.number} {method}\n".encode())
        return await asyncio.wait_for(reply, 10)

    def _forget(self, reply):
        self._pending.pop(reply.number, None)

    def on_message(self, number, message):
        self._pending[number].set_result(message)
