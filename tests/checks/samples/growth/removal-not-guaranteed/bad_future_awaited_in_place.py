# Leaks: the future that `_post` returns is awaited at once, and a cancelled or late reply leaves its entry behind.
import asyncio
import itertools


class RpcClient:
    def __init__(self, writer):
        self._writer = writer
        self._pending = {}
        self._asked = {}
        self._ids = itertools.count()

    def _post(self, method):
        request_id = next(self._ids)
        reply = asyncio.get_running_loop().create_future()
        self._pending[request_id] = reply  # expect: WSH303
        self._writer.write(f"{request_id} {method}\n".encode())
        return reply

    def _ask(self, method):
        request_id = next(self._ids)
        reply = asyncio.get_running_loop().create_future()
        self._asked[request_id] = reply  # expect: WSH303 medium
        self._writer.write(f"{request_id} {method}?\n".encode())
        return reply

    async def call(self, method, timeout=10):
        return await asyncio.wait_for(self._post(method), timeout)

    async def ask(self, method):
        return await self._ask(method)

    def on_message(self, request_id, message):
        self._pending.pop(request_id).set_result(message)

    def on_answer(self, request_id, message):
        self._asked.pop(request_id).set_result(message)
