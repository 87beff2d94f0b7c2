# leak: task | TestBoard::test_spawned_is_left | forever() | born: spawned
# leak: connection | TestBoard::test_client_is_left | tornado connection | /board | born: client
# leak: connection | test_client_of_module | of fixture `port` | born: other
# leak: server | test_server_beside_an_open_connection | listening socket | KEPT['server'].stop() | born: server
"""Tornado's test case cancels what is left in its ``tearDown``; what is on its loop is not everybody's."""

import asyncio

import pytest
import pytest_asyncio
import tornado.httpserver
import tornado.ioloop
import tornado.testing
import tornado.web
from tornado.websocket import WebSocketHandler, websocket_connect

KEPT = {}


class Board(WebSocketHandler):
    def on_message(self, message):
        self.write_message(message)


def make_app():
    return tornado.web.Application([("/board", Board)])


class TestBoard(tornado.testing.AsyncHTTPTestCase):
    def get_app(self):
        return make_app()

    def connect(self):
        return websocket_connect(f"ws://127.0.0.1:{self.get_http_port()}/board")

    @tornado.testing.gen_test
    async def test_clean(self):
        board = await self.connect()
        board.close()
        assert await board.read_message() is None

    @tornado.testing.gen_test
    async def test_spawned_is_left(self):
        async def forever():
            await asyncio.sleep(60)

        tornado.ioloop.IOLoop.current().spawn_callback(forever)  # <- spawned
        await asyncio.sleep(0)

    @tornado.testing.gen_test
    async def test_client_is_left(self):
        url = f"ws://127.0.0.1:{self.get_http_port()}/board"
        KEPT["client"] = board = await websocket_connect(url)  # <- client
        await board.write_message("a")
        assert await board.read_message() == "a"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def port():
    server = tornado.httpserver.HTTPServer(make_app())
    sock, number = tornado.testing.bind_unused_port()
    server.add_socket(sock)
    yield number
    server.stop()
    await server.close_all_connections()


@pytest.mark.asyncio(loop_scope="module")
async def test_client_of_module(port):
    KEPT["other"] = await websocket_connect(f"ws://127.0.0.1:{port}/board")  # <- other


@pytest.mark.asyncio(loop_scope="module")
async def test_server_beside_an_open_connection(port):
    KEPT["server"] = make_app().listen(0, "127.0.0.1")  # <- server
