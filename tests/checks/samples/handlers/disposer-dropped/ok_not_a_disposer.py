# What these return are decorators, counters and wrappers: they undo nothing that was registered.
import functools


def cached(function):
    results = {}

    @functools.wraps(function)
    def wrapper(*args):
        results.pop(args, None)
        return function(*args)

    return wrapper


class Rooms:
    def __init__(self) -> None:
        self._rooms = {}

    def join(self, name, member):
        self._rooms.setdefault(name, []).append(member)
        return len(self._rooms[name])


class Session:
    def __init__(self, rooms: Rooms, socket) -> None:
        self._socket = socket
        cached(self._send)
        rooms.join("lobby", "guest")

    def _send(self, price) -> None:
        self._socket.send(price)

    def close(self) -> None:
        self._socket.close()
