# Fine: the future takes its own entry away when it is done, also when it is cancelled.
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
        reply.add_done_callback(lambda _: self._pending.pop(request_id, None))
        await self._websocket.send_json({"id": request_id, "method": method})
        return await asyncio.wait_for(reply, 10)

    def on_message(self, message):
        if message["id"] in self._pending:
            self._pending[message["id"]].set_result(message)
