# leak: task | test_leaves_while_dialling | Link.run | parts     socket
# leak: task | test_leaves_during_the_handshake | Link.shake_hands | parts     socket | born: shaking
"""A task that is left in the middle of connecting closes its socket when it is cancelled: one leak, and not two."""

import asyncio
import socket

import pytest

LINKS = []


class Link:
    def __init__(self, address):
        self.address = address

    async def run(self):
        while True:
            await asyncio.open_connection(*self.address)

    async def shake_hands(self):
        line = socket.create_connection(self.address)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            line.close()
            raise
        return line


@pytest.fixture(scope="module")
def full():
    """Nobody accepts, and the queue is full: what connects now waits for a place."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, socket.create_connection(server.getsockname()):
        yield server.getsockname()


@pytest.fixture
def roomy():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()


async def test_leaves_while_dialling(full):
    LINKS.append(asyncio.create_task(Link(full).run()))  # <- born
    await asyncio.sleep(0.01)


async def test_leaves_during_the_handshake(roomy):
    LINKS.append(asyncio.create_task(Link(roomy).shake_hands()))  # <- shaking
    await asyncio.sleep(0.01)
