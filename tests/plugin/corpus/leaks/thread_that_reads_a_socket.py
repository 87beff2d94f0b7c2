# leak: socket | test_reader_and_its_line | thread Line.read() | LINES[0].sock.shutdown(socket.SHUT_RDWR)
# leak: socket | test_reader_of_lines | thread read_lines() | born: lines
# leak: server | test_acceptor | thread Acceptor.loop() | nobody but the thread | born: acceptor
# leak: socket | test_reader_that_dials_again | born: again
# leak: thread | test_reader_that_dials_again | tell it to stop | born: supervisor
"""A thread that is blocked in a socket, or accepts from it, ends with it; one that dials again is another leak."""

import socket
import threading

import pytest

LINES = []


@pytest.fixture(scope="module")
def address():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()


class Line:
    def __init__(self, address):
        self.sock = socket.create_connection(address)  # <- born
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        while True:
            try:
                if not self.sock.recv(100):
                    return
            except TimeoutError:
                continue
            except OSError:
                return


def test_reader_and_its_line(address):
    LINES.append(Line(address))


def read_lines(file):
    for line in file:
        print(line)


def test_reader_of_lines(address):
    sock = socket.create_connection(address)  # <- lines
    LINES.append(sock)
    threading.Thread(target=read_lines, args=(sock.makefile(),), daemon=True).start()


class Acceptor:
    def __init__(self):
        self.sock = socket.create_server(("127.0.0.1", 0))  # <- acceptor
        threading.Thread(target=self.loop, daemon=True).start()

    def loop(self):
        while self.sock.fileno() >= 0:
            client, _ = self.sock.accept()
            client.close()


def test_acceptor():
    Acceptor()


class Supervised:
    def __init__(self, address):
        self.address = address
        self.dial()
        threading.Thread(target=self.run, daemon=True).start()  # <- supervisor

    def dial(self):
        self.sock = socket.create_connection(self.address)  # <- again

    def run(self):
        while True:
            try:
                self.sock.recv(100)
            except OSError:
                self.dial()


def test_reader_that_dials_again(address):
    LINES.append(Supervised(address))
