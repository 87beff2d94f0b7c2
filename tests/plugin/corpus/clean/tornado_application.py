# clean: Tornado's server, periodic callbacks and its client, all stopped
import asyncio

import pytest_asyncio
from tornado import httpserver, ioloop, netutil, web, websocket


class Echo(websocket.WebSocketHandler):
    def on_message(self, message):
        self.write_message(message)


@pytest_asyncio.fixture
async def url():
    server = httpserver.HTTPServer(web.Application([("/", Echo)], websocket_ping_interval=5))
    sockets = netutil.bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    beat = ioloop.PeriodicCallback(lambda: None, 1)
    beat.start()
    yield f"ws://127.0.0.1:{sockets[0].getsockname()[1]}/"
    beat.stop()
    server.stop()
    await server.close_all_connections()


async def test_echo(url):
    ws = await websocket.websocket_connect(url)
    await ws.write_message("x")
    assert await ws.read_message() == "x"
    ws.close()
    assert await ws.read_message() is None
    await asyncio.sleep(0)
