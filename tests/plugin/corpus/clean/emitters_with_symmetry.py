# run: discover
# clean: handlers that come and go, once-handlers, weak ones, and those put on at import
import contextlib

from blinker import Namespace
from pyee.asyncio import AsyncIOEventEmitter

SIGNALS = Namespace()
sold = SIGNALS.signal("sold")
BUS = AsyncIOEventEmitter()
BUS.on("start", print)


@contextlib.contextmanager
def listening(event, handler):
    BUS.on(event, handler)
    try:
        yield
    finally:
        BUS.remove_listener(event, handler)


async def test_pyee():
    seen = []
    with listening("price", seen.append):
        BUS.emit("price", 3)
    assert seen == [3]


async def test_once():
    seen = []
    BUS.once("stop", seen.append)
    BUS.emit("stop", 1)
    assert seen == [1]


async def test_coroutine_handler():
    seen = []

    async def handler(value):
        seen.append(value)

    with listening("price", handler):
        BUS.emit("price", 4)
        await BUS.wait_for_complete()
    assert seen == [4]


def test_weak_receiver():
    class Shop:
        def on_sale(self, sender):
            self.sold = sender

    shop = Shop()
    sold.connect(shop.on_sale)
    sold.send("apple")
    assert shop.sold == "apple"


def test_temporarily():
    seen = []
    with sold.connected_to(seen.append):
        sold.send("pear")
    assert seen == ["pear"]
