# Closing empties the dictionary; until then it keeps every call that was ever answered.
import asyncio
import uuid


class Client:
    def __init__(self, ws):
        self.ws = ws
        self._answers = {}

    async def call(self, method):
        key = str(uuid.uuid4())
        event = asyncio.Event()
        self._answers[key] = [event, None]  # expect: WSH311 medium
        await self.ws.send_json({"id": key, "method": method})
        await event.wait()
        return self._answers[key][1]

    def on_message(self, answer):
        self._answers[answer["id"]][1] = answer
        self._answers[answer["id"]][0].set()

    def close(self):
        self._answers.clear()
