"""Clean programs whose resources outlive a test, or end a little late: rows B1 to B10 of the situations.

Each row is one suite of real programs, which must be silent under pytest-asyncio and anyio. Coroutines called
``clean_*`` also run in an ``IsolatedAsyncioTestCase``, under ``asyncio.run`` and on uvloop. One more session for each
further runner takes all rows together.
"""

from __future__ import annotations

import re

import pytest

CHAT = """
import ssl

async def echo(ws):
    async for message in ws:
        await ws.send(message)

def url(server):
    return "ws://127.0.0.1:%d" % server.sockets[0].getsockname()[1]

async def greet(ws):
    await ws.send("hello")
    assert await ws.recv() == "hello"

def tls(side):
    context = ssl.SSLContext(side)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AECDH-AES256-SHA:@SECLEVEL=0")  # without a certificate
    return context
"""

PRELUDE = """
import asyncio, contextlib, functools, logging, socket, sys, threading, time, unittest
import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from chat import echo, greet, tls, url
"""

EVERYWHERE = """
import uvloop

ALL = [value for name, value in list(globals().items()) if name.startswith("clean_")]

@pytest.mark.parametrize("clean", ALL)
async def test_as_a_coroutine(clean):
    await clean()

@pytest.mark.parametrize("clean", ALL)
def test_under_asyncio_run(clean):
    asyncio.run(clean())

@pytest.mark.parametrize("clean", ALL)
def test_on_uvloop(clean):
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(clean())

async def each(case):
    for clean in ALL:
        with case.subTest(clean.__name__):
            await clean()

class TestIsolated(unittest.IsolatedAsyncioTestCase):
    test_all = each
"""

B01 = """
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
"""

B02 = """
import http.server, socketserver
import aiohttp, uvicorn
from aiohttp import web
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.sync.client import connect as connect_now
from websockets.sync.server import serve as serve_now
import websocket

@pytest.fixture(scope="session")
async def server():
    async with serve(echo, "127.0.0.1", 0, ping_interval=0.05) as server:
        yield server

@pytest.fixture(scope="session")
async def session_client(server):
    async with connect(url(server), ping_interval=0.05) as client:
        yield client

@pytest.fixture(scope="class")
async def client(server):
    async with connect(url(server)) as client:
        yield client

@pytest.fixture(scope="module")
async def web_server():
    async def talk(request):
        ws = web.WebSocketResponse(heartbeat=0.05)
        await ws.prepare(request)
        async for message in ws:
            await ws.send_str(message.data)
        return ws
    app = web.Application()
    app.router.add_get("/", talk)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield "ws://127.0.0.1:%d/" % runner.addresses[0][1]
    await runner.cleanup()

@pytest.fixture(scope="session")
def uvicorn_server():
    async def talk(ws):
        await ws.accept()
        await ws.send_text(await ws.receive_text())
        await ws.close()
    app = Starlette(routes=[WebSocketRoute("/", talk)])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield "ws://127.0.0.1:%d/" % server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()

@pytest.fixture(scope="package")
def threaded_server():
    with serve_now(lambda ws: [ws.send(message) for message in ws], "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield "ws://127.0.0.1:%d/" % server.socket.getsockname()[1]
        server.shutdown()
        thread.join()

@pytest.fixture(scope="module")
def tcp_server():
    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(self.rfile.readline())
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield server.server_address
        server.shutdown()

@pytest.fixture(scope="session")
def runner():
    with asyncio.Runner() as runner:
        yield runner

@pytest.fixture(scope="session")
def loop_in_a_thread():
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()

class TestOfAClass:
    async def test_first(self, client):
        await greet(client)

    async def test_second(self, client, session_client):
        await greet(client)
        await greet(session_client)

async def test_session_client(session_client):
    await greet(session_client)
    await asyncio.sleep(0.1)

async def test_aiohttp(web_server):
    async with aiohttp.ClientSession() as session, session.ws_connect(web_server, heartbeat=0.05) as ws:
        await ws.send_str("hello")
        assert await ws.receive_str() == "hello"
        await asyncio.sleep(0.1)

async def test_a_test_that_leaves_the_server_to_close_its_side(server):
    client = await connect(url(server))
    await greet(client)
    client.transport.abort()

def test_uvicorn(uvicorn_server):
    with contextlib.closing(websocket.create_connection(uvicorn_server)) as ws:
        ws.send("hello")
        assert ws.recv() == "hello"

def test_threads(threaded_server):
    with connect_now(threaded_server) as ws:
        ws.send("hello")
        assert ws.recv() == "hello"

def test_tcp(tcp_server):
    with socket.create_connection(tcp_server) as sock:
        sock.sendall(b"hello\\n")
        assert sock.recv(10) == b"hello\\n"

def test_runner_of_the_session(runner):
    async def talk():
        async with serve(echo, "127.0.0.1", 0) as server, connect(url(server)) as client:
            await greet(client)
    runner.run(talk())

def test_loop_in_a_thread(loop_in_a_thread):
    async def talk():
        async with serve(echo, "127.0.0.1", 0) as server, connect(url(server)) as client:
            await greet(client)
    asyncio.run_coroutine_threadsafe(talk(), loop_in_a_thread).result()
"""

B03 = """
import ssl
import aiohttp
from aiohttp import web

async def clean_closing_handshake():
    async with serve(echo, "127.0.0.1", 0) as server:
        client = await connect(url(server))
        await greet(client)
        await client.close()

async def clean_tls_connection():
    async with serve(echo, "127.0.0.1", 0, ssl=tls(ssl.PROTOCOL_TLS_SERVER)) as server:
        client = await connect(url(server).replace("ws:", "wss:"), ssl=tls(ssl.PROTOCOL_TLS_CLIENT))
        await greet(client)
        await client.close()

async def clean_tls_stream_closed_without_waiting():
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0, ssl=tls(ssl.PROTOCOL_TLS_SERVER))
    port = server.sockets[0].getsockname()[1]
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls(ssl.PROTOCOL_TLS_CLIENT))
    writer.close()
    server.close()

async def clean_stream_closed_without_waiting():
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.close()
    server.close()

async def clean_abort():
    async with serve(echo, "127.0.0.1", 0) as server:
        client = await connect(url(server))
        client.transport.abort()

async def clean_task_cancelled_without_waiting():
    task = asyncio.create_task(asyncio.sleep(60))
    await asyncio.sleep(0)
    task.cancel()

async def clean_task_with_a_slow_end():
    async def slow():
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.05)
    task = asyncio.create_task(slow())
    await asyncio.sleep(0)
    task.cancel()

async def hello(request):
    return web.Response(text="hello")

async def clean_aiohttp_session():
    app = web.Application()
    app.router.add_get("/", hello)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        async with session.get("http://127.0.0.1:%d/" % runner.addresses[0][1]) as response:
            assert await response.text() == "hello"
    await runner.cleanup()

def test_thread_told_to_stop():
    stop = threading.Event()
    def work():
        stop.wait()
        time.sleep(0.05)
    threading.Thread(target=work).start()
    stop.set()
"""

B04 = """
import concurrent.futures, multiprocessing, subprocess
import anyio.from_thread, anyio.to_thread

POOL = concurrent.futures.ThreadPoolExecutor(2)
ENDED = []

async def clean_default_executor():
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(loop.run_in_executor(None, time.sleep, 0.01) for _ in range(3)))

async def clean_to_thread():
    await asyncio.to_thread(time.sleep, 0.01)

async def clean_getaddrinfo():
    await asyncio.get_running_loop().getaddrinfo("localhost", 80)

async def clean_anyio_worker_thread():
    await anyio.to_thread.run_sync(time.sleep, 0.01)

async def clean_pool_made_at_import():
    await asyncio.get_running_loop().run_in_executor(POOL, time.sleep, 0.01)

async def clean_pool_that_ends_while_its_worker_is_busy():
    pool = concurrent.futures.ThreadPoolExecutor(1)
    ENDED.append(pool)
    pool.submit(int).result()
    time.sleep(0.05)  # until the worker counts itself idle
    pool.submit(time.sleep, 0.05)
    pool.shutdown()

async def clean_own_default_executor():
    loop = asyncio.new_event_loop()
    loop.set_default_executor(concurrent.futures.ThreadPoolExecutor(1))
    await asyncio.to_thread(loop.run_until_complete, asyncio.sleep(0))
    loop.close()

@pytest.fixture(scope="session")
def pool():
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        yield pool

@pytest.fixture(scope="session")
def processes():
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        yield pool

@pytest.fixture(scope="module")
def multiprocessing_pool():
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        yield pool

@pytest.fixture(scope="session")
def portal():
    with anyio.from_thread.start_blocking_portal() as portal:
        yield portal

def test_threads_of_a_session_pool(pool):
    assert list(pool.map(len, ["a", "ab"])) == [1, 2]

def test_workers_of_a_session_pool(processes):
    assert processes.submit(len, "ab").result() == 2

def test_workers_of_a_module_pool(multiprocessing_pool):
    assert multiprocessing_pool.apply(len, ("ab",)) == 2

def test_portal(portal):
    assert portal.call(anyio.to_thread.run_sync, len, "ab") == 2
"""

B05 = """
import anyio

async def forever():
    await asyncio.Event().wait()

async def clean_timeouts_that_did_not_fire():
    async with asyncio.timeout(60):
        await asyncio.sleep(0)
    await asyncio.wait_for(asyncio.sleep(0), 60)
    with anyio.fail_after(60):
        await asyncio.sleep(0)

async def clean_timeouts_that_fired():
    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.001):
                await forever()
        with anyio.move_on_after(0.001):
            await forever()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(forever(), 0.001)

async def clean_sleepers_that_were_cancelled():
    tasks = [asyncio.create_task(asyncio.sleep(3600)) for _ in range(200)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

async def clean_timer_that_was_cancelled():
    asyncio.get_running_loop().call_later(3600, print).cancel()

async def clean_wait_with_a_timeout():
    done, pending = await asyncio.wait([asyncio.create_task(asyncio.sleep(0))], timeout=3600)
    assert not pending

async def clean_failing_group():
    async def fail():
        raise ValueError
    with pytest.raises(ExceptionGroup):
        async with asyncio.TaskGroup() as group:
            group.create_task(forever())
            group.create_task(fail())

async def clean_connection_with_long_timeouts():
    async with serve(echo, "127.0.0.1", 0) as server:
        async with connect(url(server), open_timeout=60, close_timeout=60, ping_interval=60) as client:
            await greet(client)

async def clean_queue_with_a_timeout():
    queue = asyncio.Queue()
    asyncio.get_running_loop().call_soon(queue.put_nowait, 1)
    assert await asyncio.wait_for(queue.get(), 60) == 1
"""

B06 = """
import http.server
import aiohttp, httpx
from aiohttp import web

async def hello(request):
    return web.Response(text="hello")

@pytest.fixture(scope="session")
async def site():
    app = web.Application()
    app.router.add_get("/", hello)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield "http://127.0.0.1:%d/" % runner.addresses[0][1]
    await runner.cleanup()

@pytest.fixture(scope="session")
async def aiohttp_session():
    async with aiohttp.ClientSession() as session:
        yield session

@pytest.fixture(scope="module")
async def httpx_client():
    async with httpx.AsyncClient() as client:
        yield client

@pytest.fixture(scope="session")
def plain_site():
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def do_GET(self):
            self.send_response(204)
            self.end_headers()
        def log_message(self, *args):
            pass
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield "http://127.0.0.1:%d/" % server.server_port
        server.shutdown()

@pytest.fixture(scope="session")
def plain_client():
    with httpx.Client() as client:
        yield client

@pytest.fixture(scope="session")
async def server():
    async with serve(echo, "127.0.0.1", 0) as server:
        yield server

class Lazy:
    '''Connects on first use; whoever made it closes it.'''

    def __init__(self, url):
        self.url, self.ws, self.task = url, None, None
        self.stack = contextlib.AsyncExitStack()

    async def talk(self):
        if self.ws is None:
            self.ws = await connect(self.url)
            self.task = asyncio.create_task(asyncio.sleep(3600))
            self.spare = await self.stack.enter_async_context(connect(self.url))
        await greet(self.ws)

    @functools.cached_property
    def session(self):
        return aiohttp.ClientSession()

    async def close(self):
        self.task.cancel()
        await self.ws.close()
        await self.session.close()
        await self.stack.aclose()

class App:
    def __init__(self, url):
        self.feed = Lazy(url)

@pytest.fixture(scope="session")
async def lazy(server):
    app = App(url(server))
    yield app
    await app.feed.close()

@pytest.mark.parametrize("turn", [1, 2])
async def test_aiohttp_pool(site, aiohttp_session, turn):
    async with aiohttp_session.get(site) as response:
        assert await response.text() == "hello"

@pytest.mark.parametrize("turn", [1, 2])
async def test_httpx_pool(site, httpx_client, turn):
    assert (await httpx_client.get(site)).text == "hello"

@pytest.mark.parametrize("turn", [1, 2])
def test_blocking_pool(plain_site, plain_client, turn):
    assert plain_client.get(plain_site).status_code == 204

@pytest.mark.parametrize("turn", [1, 2])
async def test_lazy_client(lazy, site, turn):
    await lazy.feed.talk()
    async with lazy.feed.session.get(site) as response:
        assert response.status == 200
"""

B07 = """
class Manager:
    '''Beats by a timer and by a task, and puts its deadline off whenever it is used.'''

    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.beats = 0
        self.sweeper = asyncio.create_task(self.sweep())
        self.deadline = None
        self.beat()
        self.touch()

    def beat(self):
        self.beats += 1
        self.timer = self.loop.call_later(0.005, self.beat)

    async def sweep(self):
        while True:
            await asyncio.create_task(asyncio.sleep(0.005))

    def touch(self):
        if self.deadline is not None:
            self.deadline.cancel()
        self.deadline = self.loop.call_later(60, print)

    async def close(self):
        self.timer.cancel()
        self.deadline.cancel()
        self.sweeper.cancel()

@pytest.fixture(scope="session")
async def manager():
    manager = Manager()
    yield manager
    await manager.close()

@pytest.fixture(scope="session")
def flusher():
    '''A thread that starts a timer thread again and again.'''
    state = {"on": True}
    def again():
        if state["on"]:
            timer = threading.Timer(0.01, again)
            timer.start()
            state["timer"] = timer
    again()
    yield state
    state["on"] = False
    state["timer"].join()

@pytest.mark.parametrize("turn", [1, 2, 3])
async def test_beats_while_the_test_runs(manager, turn):
    before = manager.beats
    await asyncio.sleep(0.03)
    assert manager.beats > before

@pytest.mark.parametrize("turn", [1, 2])
async def test_used_by_the_test(manager, turn):
    manager.touch()

@pytest.mark.parametrize("turn", [1, 2])
def test_timer_threads(flusher, turn):
    time.sleep(0.03)
"""

PLUGGED = """
import logging, logging.config
import blinker
import pyee.asyncio

events = pyee.EventEmitter()
joined = blinker.signal("joined")
handlers = {}

def on(name):
    def add(function):
        handlers.setdefault(name, []).append(function)
        return function
    return add

@events.on("message")
@on("message")
@joined.connect
def first(*args):
    pass

log = logging.getLogger("plugged")
log.addHandler(logging.NullHandler())
"""

LATE_PLUGIN = """
import logging, threading
from plugged import events, handlers, joined, log, on

@events.on("message")
@on("message")
@joined.connect
def second(*args):
    pass

log.addHandler(logging.NullHandler())
"""

B08 = """
import logging.config
from plugged import events, joined, log

pytestmark = pytest.mark.wshygiene(registries=["plugged:events", "plugged:joined", "plugged:handlers"])

@pytest.fixture
def handler():
    handler = logging.StreamHandler()
    logging.getLogger("app").addHandler(handler)
    yield handler
    logging.getLogger("app").removeHandler(handler)

@pytest.fixture(scope="module")
def listening():
    seen = []
    events.on("module", seen.append)
    yield seen
    events.remove_listener("module", seen.append)

def test_caplog(caplog):
    with caplog.at_level(logging.DEBUG, logger="app"):
        logging.getLogger("app").debug("seen")
    assert "seen" in caplog.text

def test_capsys(capsys):
    print("seen")

def test_log_to_captured_output(capsys, handler):
    logging.getLogger("app").warning("seen")

def test_basic_config():
    logging.basicConfig(level=logging.INFO, force=True)

def test_configured_logging():
    logging.config.dictConfig({
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"out": {"class": "logging.StreamHandler"}},
        "loggers": {"configured": {"handlers": ["out"]}},
    })

def test_handlers_registered_by_a_late_import():
    import late_plugin

def test_listener_of_a_wider_fixture(listening):
    events.emit("module", 1)
    assert listening == [1]

def test_once():
    seen = []
    events.once("message", lambda *args: seen.append(args))
    events.emit("message", 1)
    assert seen == [(1,)]

def test_connected_for_a_while():
    def receive(sender):
        pass
    with joined.connected_to(receive):
        joined.send(1)

def test_weak_receiver():
    def receive(sender):
        pass
    joined.connect(receive)
"""

B10 = """
from unittest import mock
import state

pytestmark = pytest.mark.wshygiene(registries=["state:CLIENTS", "state:MANAGER.rooms"])

@pytest.fixture
def empty_clients():
    before, state.CLIENTS = state.CLIENTS, {}
    yield state.CLIENTS
    state.CLIENTS = before

@pytest.fixture(scope="module")
def other_manager():
    before, state.MANAGER = state.MANAGER, state.Manager()
    state.MANAGER.rooms.update(a=set(), b=set())
    yield state.MANAGER
    state.MANAGER = before

def test_replaced_by_a_fixture(empty_clients):
    state.CLIENTS.update(c1=1, c2=2)

def test_monkeypatched(monkeypatch):
    monkeypatch.setattr(state, "CLIENTS", {"c1": 1, "c2": 2})
    monkeypatch.setitem(state.CLIENTS, "c3", 3)
    monkeypatch.setattr(state.MANAGER, "rooms", {"r": {1}})

def test_patched_in_place(monkeypatch):
    monkeypatch.setitem(state.CLIENTS, "c3", 3)
    with mock.patch.dict(state.CLIENTS, {"c4": 4}), mock.patch.object(state.MANAGER, "rooms", {"a": {1}}):
        assert len(state.CLIENTS) == 3

def test_put_in_and_taken_out():
    state.CLIENTS["c1"] = object()
    state.MANAGER.rooms.setdefault("r", set()).add(1)
    del state.CLIENTS["c1"], state.MANAGER.rooms["r"]

def test_member_of_a_wider_fixture(other_manager):
    assert "a" in state.MANAGER.rooms

def test_replaced_by_another_of_the_same_size():
    state.CLIENTS.pop("old")
    state.CLIENTS["old"] = object()

def test_functions_of_the_loop_replaced(monkeypatch):
    monkeypatch.setattr(asyncio.BaseEventLoop, "create_task", asyncio.BaseEventLoop.create_task)
    monkeypatch.setattr(socket, "socket", type("Socket", (socket.socket,), {}))
    with socket.socket():
        pass

async def test_sleep_replaced(monkeypatch):
    monkeypatch.setattr(asyncio, "sleep", mock.AsyncMock())
    await asyncio.sleep(60)

def test_clock_replaced(monkeypatch):
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
"""

STATE = """
CLIENTS = {"old": 1}

class Manager:
    def __init__(self):
        self.rooms = {}

MANAGER = Manager()
"""

B11 = """
class Desk:
    '''Takes orders from several tests at once; what one has asked for is worked on while the next one runs.'''

    def __init__(self):
        self.orders, self.ready, self.timers = {}, asyncio.Queue(), {}

    def take(self, name):
        self.orders[name] = asyncio.create_task(self.work(name))
        self.timers[name] = asyncio.get_running_loop().call_later(60, print, name)

    async def work(self, name):
        async with connect(self.address) as connection:
            await connection.send(name)
            await self.ready.put(await connection.recv())
            await asyncio.sleep(0.02)

    async def give(self, name):
        self.timers.pop(name).cancel()
        await self.orders.pop(name)

@pytest.fixture(scope="module")
async def kitchen():
    async with serve(echo, "127.0.0.1", 0) as server:
        yield url(server)

@pytest.fixture(scope="module")
async def desk(kitchen):
    desk = Desk()
    desk.address = kitchen
    waiter = asyncio.create_task(wait_on(desk))
    yield desk
    desk.asked.put_nowait(None)
    await waiter

async def wait_on(desk):
    '''The desk works in the fixture's task, whoever asks.'''
    desk.asked = asyncio.Queue()
    while (order := await desk.asked.get()) is not None:
        ask, name, done = order
        done.set_result(await ask(name) if asyncio.iscoroutinefunction(ask) else ask(name))

async def ask(desk, call, name):
    await asyncio.sleep(0)
    done = asyncio.get_running_loop().create_future()
    desk.asked.put_nowait((call, name, done))
    await done

@pytest.fixture(scope="module")
async def line(kitchen):
    async with connect(kitchen) as connection:
        yield connection

async def test_first_begins(desk, line):
    await ask(desk, desk.take, "soup")
    await line.send("one")

async def test_second_begins_before_the_first_is_served(desk, line):
    await ask(desk, desk.take, "salad")
    assert await line.recv() == "one"
    await line.send("two")
    await asyncio.wait_for(desk.ready.get(), 5)

async def test_first_is_served_in_the_time_of_another(desk, line):
    assert await line.recv() == "two"
    await ask(desk, desk.give, "soup")

async def test_both_at_once(desk):
    await asyncio.gather(ask(desk, desk.give, "salad"), ask(desk, desk.take, "cake"))
    await ask(desk, desk.give, "cake")
"""

ROWS = {
    "b01": B01,
    "b02": B02,
    "b03": B03 + EVERYWHERE,
    "b04": B04 + EVERYWHERE,
    "b05": B05 + EVERYWHERE,
    "b06": B06,
    "b07": B07,
    "b08": B08,
    "b10": B10,
    "b11": B11,
}

MODULES = {"chat": CHAT, "plugged": PLUGGED, "late_plugin": LATE_PLUGIN, "state": STATE}

BACKEND = """
import pytest

@pytest.fixture(scope="session", params=[("asyncio", {"use_uvloop": %s})], ids=["asyncio"])
def anyio_backend(request):
    return request.param
"""

UVLOOP = """
import pytest, uvloop

@pytest.fixture(scope="session")
def event_loop_policy():
    return uvloop.EventLoopPolicy()
"""

#: What a conftest and the command line need for each runner.
AUTO = (
    "-oasyncio_mode=auto",
    "-oasyncio_default_fixture_loop_scope=session",
    "-oasyncio_default_test_loop_scope=session",
)
STRICT = ("-oasyncio_mode=strict", "-oasyncio_default_fixture_loop_scope=session")
ANYIO = ("-p", "anyio", "-p", "no:asyncio", "-oanyio_mode=auto")
RUNNERS = {
    "asyncio-auto": ("", AUTO),
    "asyncio-strict": ("", STRICT),
    "asyncio-uvloop": (UVLOOP, (*AUTO, "-Wignore::pytest.PytestDeprecationWarning")),
    "anyio": (BACKEND % False, ANYIO),
    "anyio-uvloop": (BACKEND % True, ANYIO),
    "xdist": ("", (*AUTO, "-n2", "--dist=loadfile")),  # the tests of a row count on each other
}


#: Python 3.14 calls event loop policies deprecated, and libraries still use them.
NO_POLICIES = "-Wignore:'asyncio.:DeprecationWarning"


def run_rows(pytester: pytest.Pytester, runner: str, *rows: str) -> pytest.RunResult:
    """One session of ``rows`` with the plugin on."""
    conftest, flags = RUNNERS[runner]
    programs = {f"test_{row}": PRELUDE + ROWS[row] for row in rows}
    if runner == "asyncio-strict":
        programs = {name: strict(program) for name, program in programs.items()}
    pytester.makepyfile(conftest=conftest, **MODULES, **programs)
    return pytester.runpytest_subprocess("--wshygiene", "-q", NO_POLICIES, *flags)


def strict(program: str) -> str:
    """The same program, with the marks that the strict mode of pytest-asyncio wants."""
    program = re.sub(r"(@pytest\.)(fixture.*\nasync def)", r"@pytest_asyncio.\2", program)
    mark = r"\1@pytest.mark.asyncio(loop_scope='session')\n\1async def test_"
    program = re.sub(r"(?m)^( *)async def test_(?!as_a)", mark, program)
    program = program.replace("async def test_as_a", "@pytest.mark.asyncio\nasync def test_as_a")
    return program.replace("import pytest\n", "import pytest, pytest_asyncio\n", 1)


def assert_silent(result: pytest.RunResult) -> None:
    """Everything passed, and nothing was said but the one closing line."""
    outcomes = result.parseoutcomes()
    said = [line for line in result.outlines if line.startswith("wshygiene:") and "not watched" not in line]
    assert not outcomes.keys() - {"passed", "subtests"}, result.stdout.str()
    assert len(said) == 1, said
    assert said[0].startswith("wshygiene: no leaks, ")
    assert result.ret == 0


class TestRow:
    """Each by itself, so that no row hides what another one says."""

    def test_b01_fixtures_that_close_after_the_test(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b01"))

    def test_b02_wider_fixtures_first_used_by_any_test(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b02"))

    def test_b03_closed_connections_finish_on_later_turns(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b03"))

    def test_b04_pool_threads_live_on(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b04"))

    def test_b05_timers_of_finished_waits(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b05"))

    def test_b06_pools_and_lazy_clients_of_wider_fixtures(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b06"))

    def test_b07_heartbeats_of_wider_fixtures(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b07"))

    def test_b08_handlers_registered_at_import(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b08"))

    def test_b10_globals_replaced_and_put_back(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b10"))

    def test_b11_tests_interleaved_in_one_loop(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b11"))


@pytest.mark.parametrize("runner", ["asyncio-strict", "asyncio-uvloop", "anyio", "anyio-uvloop", "xdist"])
def test_all_rows_in_one_session(pytester: pytest.Pytester, runner: str) -> None:
    assert_silent(run_rows(pytester, runner, *ROWS))
