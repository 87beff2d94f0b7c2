# The reply resolves the future and leaves it in the dictionary; so does the caller.
import asyncio
import itertools
import json


class Client:
    def __init__(self, ws):
        self.ws = ws
        self._numbers = itertools.count()
        self._pending = {}

    async def call(self, method, **params):
        number = next(self._numbers)
        reply = asyncio.get_running_loop().create_future()
        self._pending[number] = reply  # expect: WSH311
        await self.ws.send(json.dumps({"id": number, "method": method, "params": params}))
        return await reply

    async def run(self):
        async for text in self.ws:
            answer = json.loads(text)
            if answer["id"] in self._pending:
                self._pending[answer["id"]].set_result(answer["result"])
