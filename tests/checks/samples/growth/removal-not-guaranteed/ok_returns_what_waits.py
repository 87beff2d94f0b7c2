# Fine: the caller gets the future, waits for it, and takes the entry out.
import asyncio


class Cloud:
    def __init__(self, api):
        self._pending: dict[str, asyncio.Future] = {}
        self._api = api

    async def execute(self, command, wait=True):
        future = asyncio.get_running_loop().create_future()
        self._pending[command.id] = future
        if not wait:
            return future
        try:
            await self._api.post(command)
            return await asyncio.wait_for(future, 10)
        finally:
            self._pending.pop(command.id, None)
