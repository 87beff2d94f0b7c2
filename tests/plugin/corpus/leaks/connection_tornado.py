# leak: connection | test_lines | /lines
"""Tornado on both sides; the client's connection stays."""

import pytest
import pytest_asyncio
from tornado import httpserver, netutil, web, websocket

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Lines(websocket.WebSocketHandler):
    def on_message(self, message):
        self.write_message(message)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def port():
    server = httpserver.HTTPServer(web.Application([("/lines", Lines)]))
    sockets = netutil.bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    yield sockets[0].getsockname()[1]
    server.stop()
    await server.close_all_connections()


async def test_lines(port):
    connection = await websocket.websocket_connect(f"ws://127.0.0.1:{port}/lines")  # <- born
    await connection.write_message("one")
    assert await connection.read_message() == "one"
