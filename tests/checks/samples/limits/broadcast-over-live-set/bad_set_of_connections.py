# While one send waits, somebody joins or leaves, and the loop fails with RuntimeError.
class Room:
    def __init__(self):
        self._members = set()

    def join(self, member):
        self._members.add(member)

    def leave(self, member):
        self._members.discard(member)

    async def broadcast(self, message):
        for member in self._members:  # expect: WSH507
            await member.send(message)
