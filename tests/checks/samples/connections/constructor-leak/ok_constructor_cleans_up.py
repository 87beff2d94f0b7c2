# Each constructor closes what it opened when it fails, or goes on without.
import contextlib
import socket


class Link:
    def __init__(self, address, context):
        self._socket = socket.create_connection(address)
        try:
            self._socket = context.wrap_socket(self._socket)
        except OSError:
            self.close()
            raise

    def close(self):
        self._socket.close()


class Stacked:
    def __init__(self, address):
        with contextlib.ExitStack() as stack:
            self._socket = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            self._socket.connect(address)
            stack.pop_all()

    def close(self):
        self._socket.close()


class Patient:
    def __init__(self, address):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            self._socket.connect(address)
        except OSError:
            print("nobody there yet")

    def close(self):
        self._socket.close()


class Collected:
    def __init__(self, address):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.connect(address)

    def __del__(self):
        self._socket.close()
