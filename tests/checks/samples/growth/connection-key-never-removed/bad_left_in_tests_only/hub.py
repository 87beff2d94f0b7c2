# Only a test takes a connection out again.
class Hub:
    def __init__(self):
        self.members = {}

    def join(self, websocket):
        self.members[id(websocket)] = websocket  # expect: WSH302

    def leave(self, websocket):
        self.members.pop(id(websocket), None)
