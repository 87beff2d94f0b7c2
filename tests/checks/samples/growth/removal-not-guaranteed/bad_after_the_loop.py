# Leaks: when the connection is lost the loop raises, and `discard` is never reached.
class Room:
    def __init__(self):
        self.members = set()

    async def serve(self, websocket):
        self.members.add(websocket)  # expect: WSH303
        async for message in websocket:
            await self.relay(websocket, message)
        self.members.discard(websocket)

    async def relay(self, sender, message):
        for member in list(self.members):
            if member is not sender:
                await member.send(message)
