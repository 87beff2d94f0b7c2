# Fine: however the second try ends, the `finally` around both takes the entry out.
import asyncio


class Hub:
    def __init__(self, ws):
        self._ws = ws
        self._pending = {}

    def answer(self, message):
        waiting = self._pending.get(message["name"])
        if waiting:
            waiting.set_result(message)

    async def request(self, name):
        try:
            for attempt in (1, 2):
                waiting = asyncio.get_running_loop().create_future()
                self._pending[name] = waiting
                try:
                    await self._ws.send_json({"name": name})
                    return await asyncio.wait_for(waiting, 5)
                except TimeoutError:
                    self._pending.pop(name, None)
                    if attempt == 1:
                        continue
                    raise
        finally:
            self._pending.pop(name, None)
