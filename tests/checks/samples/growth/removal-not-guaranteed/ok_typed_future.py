# `finally` takes the future out again, with or without an answer.
import asyncio


class Calls:
    def __init__(self, send):
        self._send = send
        self._waiting = dict[str, asyncio.Future[str]]()

    async def call(self, number, text):
        answer = asyncio.Future[str]()
        self._waiting[number] = answer
        try:
            await self._send(number, text)
            return await asyncio.wait_for(answer, 5)
        finally:
            del self._waiting[number]

    def on_message(self, number, text):
        self._waiting[number].set_result(text)
