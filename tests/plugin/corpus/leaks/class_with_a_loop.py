# leak: socket | OnARunner::test_left | KEPT['runner'].close() | born: runner
# leak: socket | OnALoop::test_left | KEPT['loop'].close() | born: loop
# leak: timer | OnALoop::test_timer_is_left | born: timer
"""A unittest class whose tests share a loop: what one of them leaves is its own, and no pool of the class's."""

import asyncio
import unittest

KEPT = {}


async def echo(reader, writer):
    writer.write(await reader.read(10))
    await reader.read()
    writer.close()


async def visit(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"a")
    assert await reader.read(1) == b"a"
    writer.close()
    await writer.wait_closed()


async def serve():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


class OnARunner(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.runner = asyncio.Runner()
        cls.server, cls.port = cls.runner.run(serve())

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        cls.runner.run(asyncio.sleep(0))  # from 3.12 on, wait_closed() waits for what is left as well
        cls.runner.close()

    def test_clean(self):
        self.runner.run(visit(self.port))

    def test_left(self):
        async def leave():
            _, KEPT["runner"] = await asyncio.open_connection("127.0.0.1", self.port)  # <- runner

        self.runner.run(leave())


class OnALoop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.loop = asyncio.new_event_loop()
        cls.server, cls.port = cls.loop.run_until_complete(serve())

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        cls.loop.run_until_complete(asyncio.sleep(0))
        cls.loop.close()

    def test_clean(self):
        self.loop.run_until_complete(visit(self.port))

    def test_left(self):
        async def leave():
            _, KEPT["loop"] = await asyncio.open_connection("127.0.0.1", self.port)  # <- loop

        self.loop.run_until_complete(leave())

    def test_timer_is_left(self):
        async def leave():
            KEPT["timer"] = Idle()

        self.loop.run_until_complete(leave())


class Idle:
    def __init__(self):
        self.timer = asyncio.get_running_loop().call_later(60, self.expire)  # <- timer

    def expire(self):
        pass
