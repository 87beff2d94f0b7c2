# The handler of one answer is taken back by the function, by itself, or by a callback; or its emitter ends with it.
import asyncio
import signal

from pyee.asyncio import AsyncIOEventEmitter


async def in_finally(prices: AsyncIOEventEmitter, symbol):
    answered = asyncio.get_running_loop().create_future()
    prices.on(symbol, answered.set_result)
    try:
        return await answered
    finally:
        prices.remove_listener(symbol, answered.set_result)


async def by_itself(prices: AsyncIOEventEmitter, symbol):
    answered = asyncio.Event()

    def note(price):
        prices.remove_listener(symbol, note)
        answered.set()

    prices.on(symbol, note)
    await answered.wait()


async def by_a_callback(prices: AsyncIOEventEmitter, symbol):
    answered = asyncio.get_running_loop().create_future()

    def note(price):
        answered.set_result(price)

    prices.on(symbol, note)
    answered.add_done_callback(lambda _: prices.remove_listener(symbol, note))
    return await answered


async def of_this_call(symbol):
    prices = AsyncIOEventEmitter()
    answered = asyncio.Event()
    prices.on(symbol, lambda price: answered.set())
    await answered.wait()


async def one_at_a_time(loop: asyncio.AbstractEventLoop):
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    await stopped.wait()


async def at_its_end(page: AsyncIOEventEmitter):
    closed = asyncio.Event()
    page.on("close", lambda: closed.set())
    await closed.wait()


async def heard_once(prices: AsyncIOEventEmitter, symbol):
    answered = asyncio.get_running_loop().create_future()
    prices.once(symbol, answered.set_result)
    return await answered
