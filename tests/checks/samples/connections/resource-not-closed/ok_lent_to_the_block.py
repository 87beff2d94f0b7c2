# What a context manager yields is closed when the block ends, or by somebody else; a generator gives it away.
import contextlib
import socket
from contextlib import asynccontextmanager, contextmanager

import aiohttp
import websockets

OPEN = []


@asynccontextmanager
async def feed(url):
    ws = await websockets.connect(url)
    try:
        yield ws
    finally:
        await ws.close()


@contextmanager
def listening(port):
    with contextlib.ExitStack() as stack:
        sock = socket.socket()
        stack.callback(sock.close)
        sock.bind(("", port))
        yield sock


@contextmanager
def kept(port):
    sock = socket.socket()
    OPEN.append(sock)
    yield sock


@asynccontextmanager
async def entered(url):
    session = aiohttp.ClientSession()
    async with session:
        yield session


def sockets(ports):
    for port in ports:
        sock = socket.socket()
        sock.bind(("", port))
        yield sock
