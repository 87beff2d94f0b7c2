# Fine: whoever uses the manager calls both methods; the project itself calls neither.
class Manager:
    def __init__(self):
        self.active = []

    async def connect(self, websocket):
        await websocket.accept()
        self.active.append(websocket)

    def disconnect(self, websocket):
        self.active.remove(websocket)


manager = Manager()
