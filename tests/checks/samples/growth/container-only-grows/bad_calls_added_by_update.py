# Nobody takes a call out of the mapping again, whoever it is that answers it.
import asyncio
import json


class Call(asyncio.Future):
    def __init__(self, number, text):
        super().__init__()
        self.number = number
        self.text = text


class Browser:
    def __init__(self, ws):
        self.ws = ws
        self.calls = {}

    async def send(self, number, text):
        call = Call(number, text)
        self.calls.update({call.number: call})  # expect: WSH311 medium
        await self.ws.send(call.text)
        return await call


class Listener:
    def __init__(self, browser):
        self.browser = browser

    async def run(self):
        async for text in self.browser.ws:
            answer = json.loads(text)
            if answer["id"] in self.browser.calls:
                self.browser.calls[answer["id"]].set_result(answer)
