# clean: fixtures that ask other fixtures to make, keep and close; what they left is not judged before that
import contextlib
import functools
import socket
import threading

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


async def echo(ws):
    async for message in ws:
        await ws.send(message)


@pytest_asyncio.fixture
async def make_server():
    servers = []

    async def make():
        servers.append(await serve(echo, "127.0.0.1", 0))
        return servers[-1].sockets[0].getsockname()[1]

    yield make
    for server in servers:
        server.close()
        await server.wait_closed()


@pytest_asyncio.fixture
async def make_client():
    async with contextlib.AsyncExitStack() as stack:

        async def make(port):
            return await stack.enter_async_context(connect(f"ws://127.0.0.1:{port}"))

        yield make


@pytest_asyncio.fixture
async def port(make_server):
    return await make_server()


@pytest_asyncio.fixture
async def client(make_client, port):
    return await make_client(port)


async def test_client(client):
    await client.send("x")
    assert await client.recv() == "x"


@pytest.fixture(scope="module")
def make_socket():
    made = []

    def make():
        made.append(socket.socket())
        return made[-1]

    yield make
    for sock in made:
        sock.close()


@pytest.fixture
def sock(make_socket):
    return make_socket()


def test_socket_of_the_modules_factory(sock, make_socket):
    assert sock is not make_socket()


@pytest.fixture
def make_later():
    last_calls = []

    def make():
        sock = socket.socket()

        def last_call():
            sock.close()

        last_calls.append(last_call)
        return sock

    yield make
    for last_call in last_calls:
        last_call()


@pytest.fixture
def later(make_later):
    return make_later()


def test_socket_that_only_a_function_has(later):
    assert later.fileno() != -1


@pytest.fixture(scope="module")
def make_for_module():
    last_calls = {}

    def make(name):
        sock = socket.socket()
        last_calls[name] = lambda: sock.close()
        return sock

    yield make
    for last_call in last_calls.values():
        last_call()


def test_socket_that_only_a_function_of_the_module_has(make_for_module):
    assert make_for_module("later").fileno() != -1


@pytest.fixture
def closing():
    things = []
    yield things.append
    for thing in things:
        thing.close()


@pytest.fixture
def handed_over(closing):
    sock = socket.socket()
    closing(sock)
    return sock


def test_handed_over(handed_over):
    assert handed_over.fileno() > 0


@pytest.fixture(scope="module")
def stack():
    with contextlib.ExitStack() as stack:
        yield stack


def test_given_to_the_modules_stack(stack):
    stopped = threading.Event()
    thread = threading.Thread(target=stopped.wait)
    thread.start()
    stack.callback(thread.join)
    stack.callback(stopped.set)
    stack.callback(functools.partial(socket.socket.close, stack.enter_context(socket.socket())))
    stack.push(contextlib.closing(socket.socket()))


class TestWithTeardownMethod:
    def teardown_method(self):
        self.line.close()

    @pytest.fixture(autouse=True)
    def dial(self):
        self.line = socket.socket()

    def test_dialled(self):
        assert self.line.fileno() > 0
