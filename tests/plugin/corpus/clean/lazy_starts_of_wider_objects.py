# clean: what an object of the module's starts for itself when a test uses it, and stops in its close()
import asyncio
import threading

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Heart:
    """Re-arms its timer every two milliseconds."""

    def __init__(self):
        self.handle = None
        self.task = None

    def use(self):
        if self.handle is None:
            self.beat()

    def beat(self):
        self.handle = asyncio.get_running_loop().call_later(0.002, self.beat)

    def close(self):
        if self.handle:
            self.handle.cancel()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def heart():
    heart = Heart()
    yield heart
    heart.close()


@pytest.mark.parametrize("n", range(3))
async def test_heart(heart, n):
    heart.use()


class Relay:
    """A task that is started anew for each step."""

    task = None

    def use(self):
        if self.task is None:
            self.task = asyncio.create_task(self.step())

    async def step(self):
        await asyncio.sleep(0.002)
        self.task = asyncio.create_task(self.step())

    def close(self):
        self.task.cancel()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def relay():
    relay = Relay()
    yield relay
    relay.close()


@pytest.mark.parametrize("n", range(3))
async def test_relay(relay, n):
    relay.use()


class Dialler:
    """Connects in the background, a little later."""

    writer = None
    task = None

    def use(self, port):
        if self.task is None:
            self.task = asyncio.create_task(self.dial(port))

    async def dial(self, port):
        await asyncio.sleep(0.01)
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)

    async def close(self):
        await self.task
        self.writer.close()
        await self.writer.wait_closed()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def port():
    async def serve(reader, writer):
        await reader.read()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def dialler(port):
    made = Dialler()
    yield made
    await made.close()


@pytest.mark.parametrize("n", range(3))
async def test_dialler(dialler, port, n):
    dialler.use(port)


class Ticker:
    """A threading.Timer that starts the next one."""

    def __init__(self):
        self.timer = None
        self.is_closed = False
        self.lock = threading.Lock()

    def use(self):
        if self.timer is None:
            self.tick()

    def tick(self):
        with self.lock:  # else close() may cancel the one that has just fired, and the next one is on its way
            if not self.is_closed:
                self.timer = threading.Timer(0.01, self.tick)
                self.timer.start()

    def close(self):
        with self.lock:
            self.is_closed = True
            self.timer.cancel()


@pytest.fixture(scope="module")
def ticker():
    made = Ticker()
    yield made
    made.close()
    made.timer.join()


@pytest.mark.parametrize("n", range(3))
def test_ticker(ticker, n):
    ticker.use()
