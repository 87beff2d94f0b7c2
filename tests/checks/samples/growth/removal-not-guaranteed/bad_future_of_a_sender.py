# Leaks: the sender returns the future, and whoever waits for it in vain leaves the entry where it is.
import asyncio
import itertools


class RpcClient:
    def __init__(self, writer):
        self._writer = writer
        self._pending = {}
        self._ids = itertools.count()

    def _send(self, method):
        request_id = next(self._ids)
        reply = asyncio.get_running_loop().create_future()
        self._pending[request_id] = reply  # expect: WSH303
        self._writer.write(f"{request_id} {method}\n".encode())
        return reply

    async def call(self, method, timeout=10):
        reply = self._send(method)
        return await asyncio.wait_for(reply, timeout)

    def on_message(self, request_id, message):
        self._pending.pop(request_id).set_result(message)
