# The dropped one holds no session and lasts as long as the connection; the other ends with one request.
class Connection:
    def __init__(self) -> None:
        self._handlers = []

    def add_callback(self, callback):
        self._handlers.append(callback)

        def remove() -> None:
            self._handlers.remove(callback)

        return remove


def log(message) -> None:
    print(message)


class Client:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def request(self, answered) -> None:
        remove = self._connection.add_callback(answered)
        try:
            self._connection.send("request")
        finally:
            remove()

    def trace(self) -> None:
        self._connection.add_callback(log)

    def close(self) -> None:
        self._connection.close()
