# leak: socket | test_gives | 127.0.0.1
"""A run of trio's in a module's thread is given a function with run_sync_soon, and comes to it later."""

import socket
import threading

import pytest
import trio

KEPT = []


@pytest.fixture(scope="module")
def token():
    ready = threading.Event()
    box = {}

    async def main():
        box["token"] = trio.lowlevel.current_trio_token()
        box["stop"] = trio.Event()
        ready.set()
        await box["stop"].wait()

    thread = threading.Thread(target=trio.run, args=(main,))
    thread.start()
    ready.wait()
    yield box["token"]
    box["token"].run_sync_soon(box["stop"].set)
    thread.join()


def start():
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # <- born
    made.bind(("127.0.0.1", 0))
    KEPT.append(made)


def test_gives(token):
    token.run_sync_soon(start)


def test_next(token):
    trio.from_thread.run_sync(int, trio_token=token)
