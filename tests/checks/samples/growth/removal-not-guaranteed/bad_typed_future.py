# The type written out changes nothing: the future stays in the table when no answer comes in time.
import asyncio


class Calls:
    def __init__(self, send):
        self._send = send
        self._waiting = dict[str, asyncio.Future[str]]()

    async def call(self, number, text):
        answer = asyncio.Future[str]()
        self._waiting[number] = answer  # expect: WSH303
        await self._send(number, text)
        try:
            await asyncio.wait_for(answer, 5)
        except asyncio.TimeoutError:
            raise LookupError(number) from None
        return answer.result()

    def on_message(self, number, text):
        self._waiting.pop(number).set_result(text)
