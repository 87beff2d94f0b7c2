# Fine: the early return takes the entry out first.
import asyncio


class Cloud:
    def __init__(self, link, api):
        self._pending: dict[str, asyncio.Future] = {}
        self._link = link
        self._api = api

    async def execute(self, command):
        future = asyncio.get_running_loop().create_future()
        self._pending[command.id] = future
        if not self._link.connected:
            del self._pending[command.id]
            return True
        try:
            return await asyncio.wait_for(future, 10)
        finally:
            self._pending.pop(command.id, None)
