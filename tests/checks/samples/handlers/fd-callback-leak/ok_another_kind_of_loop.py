# A `loop` of the framework's own, which drops a descriptor as soon as it is closed; nothing here knows asyncio.


class Transport:
    def __init__(self, connect) -> None:
        self._connect = connect

    def attach(self, connection, loop) -> None:
        loop.add_reader(connection.fileno(), self._readable, connection)  # expect: WSH109 info

    def close(self, connection) -> None:
        connection.close()

    def _readable(self, connection) -> None:
        connection.drain_events()
