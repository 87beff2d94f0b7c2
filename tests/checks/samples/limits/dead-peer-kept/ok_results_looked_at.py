# Fine: the results of all sends say who is gone, and who is gone is removed.
import asyncio


class Room:
    def __init__(self):
        self._members = []

    def on_connect(self, websocket):
        self._members.append(websocket)

    async def broadcast(self, text):
        members = list(self._members)
        results = await asyncio.gather(*[member.send(text) for member in members], return_exceptions=True)
        for member, result in zip(members, results):
            if isinstance(result, Exception):
                self._members.remove(member)
