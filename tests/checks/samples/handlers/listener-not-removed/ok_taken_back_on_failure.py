# Whatever ends the wait, the handler goes: in a `finally`, behind what swallows the failure, or in a handler for it.
import asyncio
import contextlib


class Requests:
    def __init__(self, bus):
        self._bus = bus

    async def ask(self, question):
        answered = asyncio.Event()

        def note(answer):
            answered.set()

        self._bus.add_listener("answer", note)
        try:
            await asyncio.wait_for(answered.wait(), 10)
        finally:
            self._bus.remove_listener("answer", note)

    async def try_to_ask(self, question):
        answered = asyncio.Event()

        def note(answer):
            answered.set()

        self._bus.add_listener("answer", note)
        with contextlib.suppress(Exception):
            await asyncio.wait_for(answered.wait(), 10)
        self._bus.remove_listener("answer", note)

    async def ask_or_fail(self, question):
        answered = asyncio.Event()

        def note(answer):
            answered.set()

        self._bus.add_listener("answer", note)
        try:
            await asyncio.wait_for(answered.wait(), 10)
        except TimeoutError as error:
            self._bus.remove_listener("answer", note)
            raise ConnectionError(question) from error
        self._bus.remove_listener("answer", note)
