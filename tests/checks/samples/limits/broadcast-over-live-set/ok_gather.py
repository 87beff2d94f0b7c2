# Fine: the loop makes the coroutines without waiting; the awaiting comes after it.
import asyncio


class Room:
    def __init__(self):
        self._members = set()

    def join(self, member):
        self._members.add(member)

    def leave(self, member):
        self._members.discard(member)

    async def broadcast(self, message):
        await asyncio.gather(*[member.send(message) for member in self._members], return_exceptions=True)
        for member in self._members:
            member.enqueue(message)
