# Leaks: the flag is one of the object, and others may set it.
class Client:
    def __init__(self):
        self.ready = False

    def close(self):
        if self.ready:
            self._leave()  # expect: WSH210

    async def _leave(self): ...
