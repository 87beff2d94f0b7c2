# Each call waits for one answer and goes; its handler stays, and answers what nobody waits for. Who is given the
# emitter may be the only one who has it.
import asyncio

from pyee.asyncio import AsyncIOEventEmitter


async def next_price(prices: AsyncIOEventEmitter, symbol):
    answered = asyncio.get_running_loop().create_future()

    def note(price):
        if not answered.done():
            answered.set_result(price)

    prices.on(symbol, note)  # expect: WSH106 info
    return await answered


class Gateway:
    def __init__(self, ws, bus: AsyncIOEventEmitter):
        self._ws = ws
        self._bus = bus

    async def ask(self, question):
        answered = asyncio.Event()

        def note(answer):
            self._last = answer
            answered.set()

        self._bus.add_listener(question, note)  # expect: WSH106
        await self._ws.send(question)
        await asyncio.wait_for(answered.wait(), 10)
