# Fine: who gets the future waits for it, and takes the entry out in any case.
import asyncio
import itertools


class RpcClient:
    def __init__(self, writer):
        self._writer = writer
        self._pending = {}
        self._ids = itertools.count()

    def _send(self, request_id, method):
        reply = asyncio.get_running_loop().create_future()
        self._pending[request_id] = reply
        self._writer.write(f"{request_id} {method}\n".encode())
        return reply

    async def call(self, method, timeout=10):
        request_id = next(self._ids)
        reply = self._send(request_id, method)
        try:
            return await asyncio.wait_for(reply, timeout)
        finally:
            self._pending.pop(request_id, None)

    def on_message(self, request_id, message):
        self._pending[request_id].set_result(message)
