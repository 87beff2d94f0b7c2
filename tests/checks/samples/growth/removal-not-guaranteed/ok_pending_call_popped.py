# Fine: the entry is removed whether the reply comes or not.
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
        self._pending[request_id] = reply
        try:
            await self._websocket.send_json({"id": request_id, "method": method})
            return await asyncio.wait_for(reply, 10)
        finally:
            self._pending.pop(request_id, None)

    def on_message(self, message):
        if message["id"] in self._pending:
            self._pending[message["id"]].set_result(message)
