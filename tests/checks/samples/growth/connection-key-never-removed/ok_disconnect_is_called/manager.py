# Fine: the handler of another module takes out what it enters, be it by handing the method on.
class Manager:
    def __init__(self):
        self.active = []

    async def connect(self, websocket):
        await websocket.accept()
        self.active.append(websocket)

    def disconnect(self, websocket):
        self.active.remove(websocket)


manager = Manager()
