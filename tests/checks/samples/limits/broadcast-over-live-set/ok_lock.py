# Fine: whoever changes the set holds the same lock.
import asyncio


class Room:
    def __init__(self):
        self._members = set()
        self._lock = asyncio.Lock()

    async def join(self, member):
        async with self._lock:
            self._members.add(member)

    async def leave(self, member):
        async with self._lock:
            self._members.discard(member)

    async def broadcast(self, message):
        async with self._lock:
            for member in self._members:
                await member.send(message)
