# Who says goodbye is taken out; who is cut off stays, and every broadcast tries it again.
import json


class Lobby:
    def __init__(self):
        self._members = set()

    async def serve(self, websocket):
        async for text in websocket:
            command = json.loads(text)
            if command["do"] == "enter":
                self._members.add(websocket)
            elif command["do"] == "exit":
                self._members.discard(websocket)

    async def announce(self, text):
        for member in list(self._members):
            try:
                await member.send(text)  # expect: WSH508 medium
            except Exception:
                continue
