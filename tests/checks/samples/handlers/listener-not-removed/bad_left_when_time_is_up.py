# The handler of one request is taken back behind a wait with a time limit: each request without an answer leaves one.
import asyncio


class Requests:
    def __init__(self, bus):
        self._bus = bus
        self._last = None

    async def ask(self, question):
        answered = asyncio.Event()

        def note(answer):
            self._last = answer
            answered.set()

        self._bus.add_listener("answer", note)  # expect: WSH101
        await asyncio.wait_for(answered.wait(), 10)
        self._bus.remove_listener("answer", note)

    async def ask_once(self, question):
        answered = asyncio.Event()

        def note(answer):
            self._last = answer
            answered.set()

        self._bus.add_listener("answer", note)  # expect: WSH101
        if not self._bus.is_open:
            raise ConnectionError(question)
        answered.set()
        self._bus.remove_listener("answer", note)
