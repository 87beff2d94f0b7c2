# clean: fixtures that yield inside of context managers, stacks, addfinalizer; in every scope
import asyncio
import contextlib
import socket
import threading

import pytest
import pytest_asyncio


@pytest.fixture(scope="session")
def stack():
    with contextlib.ExitStack() as stack:
        yield stack


@pytest.fixture(scope="package")
def listener():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        yield sock


@pytest.fixture
def client(request, listener):
    sock = socket.create_connection(listener.getsockname())
    peer, _ = listener.accept()
    request.addfinalizer(sock.close)
    request.addfinalizer(peer.close)
    return sock


@pytest_asyncio.fixture
async def ticking():
    async with contextlib.AsyncExitStack() as stack:
        task = asyncio.create_task(asyncio.sleep(60))
        stack.callback(task.cancel)
        yield task


def test_enter_later(stack):
    stack.enter_context(socket.socket())
    stack.callback(print)


def test_client(client):
    assert client.fileno() > 0


async def test_ticking(ticking):
    assert not ticking.done()


class TestXunit:
    @classmethod
    def setup_class(cls):
        cls.stop = threading.Event()
        cls.thread = threading.Thread(target=cls.stop.wait)
        cls.thread.start()

    @classmethod
    def teardown_class(cls):
        cls.stop.set()
        cls.thread.join()

    def setup_method(self):
        self.sock = socket.socket()

    def teardown_method(self):
        self.sock.close()

    def test_alive(self):
        assert self.thread.is_alive()

    def test_open(self):
        assert self.sock.fileno() > 0
