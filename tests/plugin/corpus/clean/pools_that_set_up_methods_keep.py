# run: discover
# clean: pools and registries that set-up methods, and fixtures, put on a class or module, and their teardowns empty
import socket
import unittest
import uuid

import pytest


class Pool:
    def __init__(self, address):
        self.address = address
        self._all = []
        self._idle = []

    def acquire(self):
        if self._idle:
            return self._idle.pop()
        sock = socket.create_connection(self.address)
        self._all.append(sock)
        return sock

    def release(self, sock):
        self._idle.append(sock)

    def close(self):
        for sock in self._all:
            sock.close()


CLIENTS = {}
NAMES = set()

POOL = None
listener = None


def setup_module(module):
    global POOL
    module.listener = socket.create_server(("127.0.0.1", 0))
    POOL = Pool(listener.getsockname())


def teardown_module():
    POOL.close()
    listener.close()
    NAMES.clear()


def test_module_pool():
    POOL.release(POOL.acquire())
    NAMES.add(uuid.uuid4())


class TestClass:
    @classmethod
    def setup_class(cls):
        cls.prepare()

    @classmethod
    def prepare(cls):
        cls.pool = Pool(listener.getsockname())

    @classmethod
    def teardown_class(cls):
        cls.pool.close()
        CLIENTS.clear()

    def test_one(self):
        self.pool.release(self.pool.acquire())

    def test_registers(self):
        CLIENTS[uuid.uuid4()] = 1

    def test_last(self):
        pass


@pytest.fixture(scope="class")
def pool_on_class(request):
    request.cls.pool = Pool(listener.getsockname())
    yield
    request.cls.pool.close()


@pytest.mark.usefixtures("pool_on_class")
class TestRequestCls:
    def test_one(self):
        self.pool.release(self.pool.acquire())

    def test_two(self):
        self.pool.release(self.pool.acquire())


@pytest.fixture(scope="class")
def on_class(request):
    request.cls.pool = Pool(listener.getsockname())
    request.addfinalizer(request.cls.pool.close)


@pytest.mark.usefixtures("on_class")
class TestUse:
    def test_one(self):
        self.pool.release(self.pool.acquire())

    def test_two(self):
        self.pool.release(self.pool.acquire())


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pool = Pool(listener.getsockname())
        cls.addClassCleanup(cls.pool.close)
        cls.addClassCleanup(CLIENTS.clear)

    def test_one(self):
        self.pool.release(self.pool.acquire())

    def test_two(self):
        CLIENTS[uuid.uuid4()] = 1

    def test_z(self):
        pass


class TestClassmethodFixture:
    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def made(cls):
        cls.pool = Pool(listener.getsockname())
        yield
        cls.pool.close()

    def test_one(self):
        self.pool.release(self.pool.acquire())

    def test_two(self):
        pass
