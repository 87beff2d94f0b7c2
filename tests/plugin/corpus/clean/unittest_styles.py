# clean: unittest's set-ups, clean-ups and async contexts
import asyncio
import contextlib
import socket
import threading
import unittest


@contextlib.asynccontextmanager
async def serving():
    async with await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0) as server:
        yield server


class TestAsync(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.sock = socket.socket()
        self.addCleanup(self.sock.close)

    async def asyncSetUp(self):
        self.server = await self.enterAsyncContext(serving())
        self.task = asyncio.create_task(asyncio.sleep(60))
        self.addAsyncCleanup(self.stop)

    async def stop(self):
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def test_connects(self):
        reader, writer = await asyncio.open_connection(*self.server.sockets[0].getsockname())
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()

    async def test_nothing(self):
        assert self.sock.fileno() > 0


class TestSync(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stop = threading.Event()
        cls.thread = threading.Thread(target=cls.stop.wait)
        cls.thread.start()
        cls.addClassCleanup(cls.thread.join)
        cls.addClassCleanup(cls.stop.set)

    def test_alive(self):
        assert self.thread.is_alive()

    def test_subtests(self):
        for number in range(3):
            with self.subTest(number=number), socket.socket():
                pass
