# Fine: one message adds and another one removes; no wait lies between them.
class Presence:
    def __init__(self):
        self.online = set()

    async def on_message(self, user, message):
        if message == "hello":
            self.online.add(user)
            await self.tell(user)
        elif message == "bye":
            self.online.discard(user)

    async def tell(self, user):
        await user.send("welcome")
