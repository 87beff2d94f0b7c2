# Fine: the loop goes over a copy, however it is made.
class Room:
    def __init__(self):
        self._members = {}

    def join(self, member):
        self._members[member.name] = member

    def leave(self, member):
        del self._members[member.name]

    async def broadcast(self, message):
        for member in list(self._members.values()):
            await member.send(message)
        for member in self._members.copy().values():
            await member.send(message)
        for _, member in tuple(self._members.items()):
            await member.send(message)
        for member in [*self._members.values()]:
            await member.send(message)
