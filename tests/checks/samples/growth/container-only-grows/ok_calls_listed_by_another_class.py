# Whoever reads the answers takes the calls out, in a class of its own.
import asyncio
import json


class Call(asyncio.Future):
    def __init__(self, number):
        super().__init__()
        self.number = number


class Browser:
    def __init__(self, ws):
        self.ws = ws
        self.calls = {}

    async def send(self, number, text):
        call = Call(number)
        self.calls.update({call.number: call})
        await self.ws.send(text)
        return await call


class Listener:
    def __init__(self, browser):
        self.browser = browser

    async def run(self):
        async for text in self.browser.ws:
            answer = json.loads(text)
            call = self.browser.calls.pop(answer["id"], None)
            if call is not None:
                call.set_result(answer)
