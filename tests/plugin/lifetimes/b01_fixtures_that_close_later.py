"""Fixtures, finalizers and set-ups close after the test what it used."""

import asyncio
import socket
import threading
import unittest

import pytest
from chat import echo, greet, url
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


@pytest.fixture
async def server():
    async with serve(echo, "127.0.0.1", 0) as server:
        yield server


@pytest.fixture
async def client(server):
    client = await connect(url(server))
    yield client
    await client.close()


@pytest.fixture
async def pump():
    task = asyncio.create_task(asyncio.sleep(60))
    yield task
    task.cancel()


@pytest.fixture
def opener():
    opened = []

    def open_one():
        opened.append(socket.socket())
        return opened[-1]

    yield open_one
    for sock in opened:
        sock.close()


@pytest.fixture
def undone(request):
    sock = socket.socket()
    request.addfinalizer(sock.close)
    return sock


async def test_fixtures_of_the_test(client, pump):
    await greet(client)


def test_opened_by_the_test_closed_by_its_fixture(opener):
    opener().bind(("127.0.0.1", 0))


def test_fixture_asked_for_in_the_middle(request):
    assert request.getfixturevalue("undone").fileno() != -1


def test_finalizer_of_the_test(request):
    sock = socket.socket()
    request.addfinalizer(sock.close)


async def test_task_that_the_fixture_cancels(request, pump):
    request.addfinalizer(pump.cancel)


class TestXunit:
    def setup_method(self):
        self.sock = socket.socket()
        self.timer = threading.Timer(60, print)
        self.timer.start()

    def test_set_up(self):
        assert self.sock.fileno() != -1

    def teardown_method(self):
        self.timer.cancel()
        self.sock.close()


class TestPlainCase(unittest.TestCase):
    def setUp(self):
        self.sock = self.enterContext(socket.socket())
        self.loop = asyncio.new_event_loop()
        self.addCleanup(self.loop.close)

    def test_set_up(self):
        self.loop.run_until_complete(asyncio.sleep(0))


class TestAsyncCase(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.server = await self.enterAsyncContext(serve(echo, "127.0.0.1", 0))
        self.client = await connect(url(self.server))
        self.addAsyncCleanup(self.client.close)

    async def test_set_up(self):
        await greet(self.client)
