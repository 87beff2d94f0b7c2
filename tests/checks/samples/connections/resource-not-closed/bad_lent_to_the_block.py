# A context manager lends what it yields: when the block ends, nobody else has it.
from contextlib import asynccontextmanager, contextmanager
import socket

import websockets


@asynccontextmanager
async def feed(url):
    ws = await websockets.connect(url)  # expect: WSH401 medium
    await ws.send("hello")
    yield ws


@contextmanager
def listening(port):
    sock = socket.socket()  # expect: WSH401 medium
    sock.bind(("", port))
    try:
        yield sock
    finally:
        print("done")
