# What has been said is never sent: the method of the class is a coroutine function.
from fastapi import WebSocket


class Session:
    def __init__(self, ws: WebSocket):
        self.ws = ws

    async def say(self, text):
        await self.ws.send_text(text)

    async def greet(self, name):
        self.say(f"hello {name}")  # expect: WSH210
        self.ws.send_json({"greeted": name})  # expect: WSH210
