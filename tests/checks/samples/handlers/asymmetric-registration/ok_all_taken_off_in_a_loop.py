# Fine: the same pairs are taken off in a loop, whichever they are.
class Stream:
    def __init__(self, room):
        self._room = room
        self._handlers = {"joined": self._on_joined, "left": self._on_left}
        self._room.on("joined", self._on_joined)
        self._room.on("left", self._on_left)

    async def aclose(self):
        for event, handler in self._handlers.items():
            self._room.off(event, handler)

    def _on_joined(self, who):
        print(who)

    def _on_left(self, who):
        print(who)
