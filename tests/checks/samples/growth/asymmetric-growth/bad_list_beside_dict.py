# Leaks: the connection leaves the dict of its subscriptions, and stays in the list of connections.
class Hub:
    def __init__(self):
        self.subscriptions = {}
        self.connections = []

    async def connect(self, websocket):
        await websocket.accept()
        self.subscriptions[websocket] = set()
        self.connections.append(websocket)  # expect: WSH301

    def disconnect(self, websocket):
        del self.subscriptions[websocket]

    def size(self):
        return len(self.connections)
