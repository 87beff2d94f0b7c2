# Leaks: the handler of another module enters each connection, and nobody calls the method that takes one out.
class Manager:
    def __init__(self):
        self.active = []

    async def connect(self, websocket):
        await websocket.accept()
        self.active.append(websocket)  # expect: WSH302

    def disconnect(self, websocket):
        self.active.remove(websocket)


manager = Manager()
