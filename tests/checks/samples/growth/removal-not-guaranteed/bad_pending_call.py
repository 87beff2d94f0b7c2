# Leaks: a request without an answer stays among the pending ones.
import asyncio
import itertools


class RpcClient:
    def __init__(self, websocket):
        self._websocket = websocket
        self._pending = {}
        self._ids = itertools.count()

    async def call(self, method):
        request_id = next(self._ids)
        reply = asyncio.get_running_loop().create_future()
        self._pending[request_id] = reply  # expect: WSH303
        await self._websocket.send_json({"id": request_id, "method": method})
        return await asyncio.wait_for(reply, 10)

    def on_message(self, message):
        self._pending.pop(message["id"]).set_result(message)
