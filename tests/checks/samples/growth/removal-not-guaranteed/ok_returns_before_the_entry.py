# Fine: the entry is made behind the early return.
import asyncio


class Cloud:
    def __init__(self, link, api):
        self._pending: dict[str, asyncio.Future] = {}
        self._link = link
        self._api = api

    def on_message(self, message):
        if message.id in self._pending:
            self._pending[message.id].set_result(message)

    async def execute(self, command):
        reply = await self._api.post(command)
        if not self._link.connected:
            return True
        future = asyncio.Future()
        self._pending[reply.id] = future
        try:
            result = await asyncio.wait_for(future, 10)
        finally:
            self._pending.pop(reply.id, None)
        return result.ok
