# Somebody else closes them: a stack, a thread, a caller, an object, a function that is called at the end.
import atexit
import socket
from contextlib import ExitStack
from threading import Thread

from shells import Shell


def on_a_stack(addresses):
    with ExitStack() as stack:
        lines = [stack.enter_context(socket.create_connection(address)) for address in addresses]
        for line in lines:
            line.sendall(b"status\n")


def entered(addresses):
    lines = [socket.create_connection(address) for address in addresses]
    for line in lines:
        with line:
            line.sendall(b"status\n")


def returned(addresses):
    lines = [socket.create_connection(address) for address in addresses]
    return lines


def served(addresses, serve):
    lines = [socket.create_connection(address) for address in addresses]
    for line in lines:
        Thread(target=serve, args=(line,)).start()


def handed_on(addresses, serve):
    lines = [socket.create_connection(address) for address in addresses]
    serve(lines)


def kept(pool, addresses):
    lines = [socket.create_connection(address) for address in addresses]
    pool.lines += lines


def mapped(addresses):
    lines = [socket.create_connection(address) for address in addresses]
    list(map(socket.socket.close, lines))


def at_exit(addresses):
    lines = []

    def shut():
        for line in lines:
            line.close()

    atexit.register(shut)
    for address in addresses:
        lines.append(socket.create_connection(address))


class Console(Shell):
    def __init__(self, address):
        names = {"address": address}
        names["line"] = socket.create_connection(address)
        super().__init__(names={**names})


class Board(Shell):
    def __init__(self, addresses):
        lines = {}
        for address in addresses:
            lines[address] = socket.create_connection(address)
        super().__init__(names={**lines})
