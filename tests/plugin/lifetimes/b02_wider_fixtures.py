"""Servers, clients, threads and loops of wider fixtures, first used by any test."""

import asyncio
import contextlib
import socket
import socketserver
import threading
import time

import aiohttp
import pytest
import uvicorn
import websocket
from aiohttp import web
from chat import echo, greet, url
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.sync.client import connect as connect_now
from websockets.sync.server import serve as serve_now


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
    yield f"ws://127.0.0.1:{runner.addresses[0][1]}/"
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
    yield f"ws://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="package")
def threaded_server():
    with serve_now(lambda ws: [ws.send(message) for message in ws], "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/"
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
        sock.sendall(b"hello\n")
        assert sock.recv(10) == b"hello\n"


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
