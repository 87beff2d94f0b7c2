# The first half: who is there.
class Registry:
    def __init__(self):
        self.open = set()

    def enter(self, ws):
        self.open.add(ws)

    def leave(self, ws):
        self.open.discard(ws)
