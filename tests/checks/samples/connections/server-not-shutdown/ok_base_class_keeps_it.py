# The base class is given the server, and stops it.
from tornado.httpserver import HTTPServer


class Base:
    def __init__(self, loop, server: HTTPServer) -> None:
        self._loop = loop
        self._server = server

    def stop(self) -> None:
        self._server.stop()


class Sockets(Base):
    def __init__(self, loop, app, sockets) -> None:
        server = HTTPServer(app)
        server.add_sockets(sockets)
        super().__init__(loop, server)
