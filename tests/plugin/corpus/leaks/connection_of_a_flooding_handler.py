# leak: connection | test_flood | blocked in send() -> drain() | other side: socket
"""A handler floods a peer that upgrades and then reads nothing; it came in through the server, which is closed."""

import asyncio
import socket

from websockets.asyncio.server import serve

PEERS = []
UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


async def flood(connection):
    while True:
        await connection.send("x" * 100_000)


async def test_flood():
    server = await serve(flood, "127.0.0.1", 0, ping_interval=None, compression=None)  # <- born
    peer = socket.create_connection(server.sockets[0].getsockname())
    PEERS.append(peer)
    peer.setblocking(False)
    await asyncio.get_running_loop().sock_sendall(peer, UPGRADE)
    while not any(connection.transport.get_write_buffer_size() for connection in server.connections):
        await asyncio.sleep(0.01)
    server.close(close_connections=False)
