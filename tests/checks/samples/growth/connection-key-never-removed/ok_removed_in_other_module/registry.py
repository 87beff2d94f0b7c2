# Fine: the disconnect handler in the other module removes the entry.
class Registry:
    def __init__(self):
        self.sockets = {}

    async def on_connect(self, sid, environ):
        self.sockets[sid] = environ
