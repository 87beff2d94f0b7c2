# leak: connection | test_quotes | other side: | of fixture `port`
"""Tornado on both sides: `close_all_connections()` of the test's own server leaves WebSockets alone."""

import pytest_asyncio
from tornado import web, websocket


class Quotes(websocket.WebSocketHandler):
    def on_message(self, message):
        self.write_message("1.07")


@pytest_asyncio.fixture
async def port():
    server = web.Application([("/quotes", Quotes)]).listen(0, "127.0.0.1")
    yield next(iter(server._sockets.values())).getsockname()[1]
    server.stop()
    await server.close_all_connections()


async def test_quotes(port):
    connection = await websocket.websocket_connect(f"ws://127.0.0.1:{port}/quotes")  # <- born
    await connection.write_message("EUR")
    assert await connection.read_message() == "1.07"
