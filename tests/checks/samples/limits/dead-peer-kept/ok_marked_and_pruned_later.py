# Fine: a failed connection is marked, and a sweep takes the marked ones out.
import asyncio


class Member:
    def __init__(self, websocket):
        self.websocket = websocket
        self.is_gone = False


class Room:
    def __init__(self):
        self._members = []

    def on_connect(self, websocket):
        self._members.append(Member(websocket))

    async def broadcast(self, text):
        for member in list(self._members):
            try:
                await member.websocket.send(text)
            except OSError:
                member.is_gone = True

    async def sweep(self):
        while True:
            await asyncio.sleep(30)
            self._members = [member for member in self._members if not member.is_gone]
