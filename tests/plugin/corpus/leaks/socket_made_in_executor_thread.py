# leak: socket | test_warm_up | dial
"""The socket is born in a pool's thread, for a test that only waits."""

import asyncio
import socket

CACHE = {}


def dial(name):
    CACHE[name], peer = socket.socketpair()  # <- born
    peer.close()
    return name


async def test_warm_up():
    assert await asyncio.to_thread(dial, "a") == "a"
