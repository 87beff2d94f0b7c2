# run: discover
# leak: registry | test_login | CLIENTS
"""A client is always registered under one name, and never taken out.

A pool's connection is handed out again, and what is opened anew when it has been closed takes the place of the last.
"""

import socket

import pytest

CLIENTS = {}
POOL = {}
FEEDS = {}


class Client:
    def __init__(self, address):
        self.line = socket.create_connection(address)

    def login(self, name):
        CLIENTS[name] = self  # <- born

    def close(self):
        self.line.close()


def feed(address):
    if "main" not in FEEDS or FEEDS["main"].line.fileno() < 0:
        FEEDS["main"] = Client(address)
    return FEEDS["main"]


@pytest.fixture
def address():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()


def test_login(address):
    client = Client(address)
    client.login("ann")
    client.close()


def test_pooled(address):
    if "any" not in POOL:
        POOL["any"] = Client(address)
        POOL["any"].close()


def test_opened_anew(address):
    feed(address).close()
