# leak: session | test_legacy_facade | Facade.call
"""A synchronous facade runs coroutines in a loop of its own thread, and leaves the session open in there."""

import asyncio
import threading

import aiohttp


class Facade:
    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()

    async def call(self):
        self.session = aiohttp.ClientSession()  # <- born
        return "called"

    def request(self):
        return asyncio.run_coroutine_threadsafe(self.call(), self.loop).result()

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


KEPT = []


def test_legacy_facade():
    facade = Facade()
    KEPT.append(facade)
    assert facade.request() == "called"
    facade.stop()
