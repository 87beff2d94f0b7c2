# leak: socket | test_stream_of_the_server | `socket_accepted_and_kept.KEPT[0].close()` | born: streams
# leak: socket | test_protocol_of_the_server | `socket_accepted_and_kept.KEPT[1].close()` | born: protocols
"""What a server has accepted and keeps when the peer is gone: the line that made the server is where to look."""

import asyncio
import socket

KEPT = []


async def keep(reader, writer):
    KEPT.append(writer)


class Stubborn(asyncio.Protocol):
    def connection_made(self, transport):
        KEPT.append(transport)

    def eof_received(self):
        return True


async def wait_for(number):
    while len(KEPT) < number:
        await asyncio.sleep(0.005)


async def test_stream_of_the_server():
    server = await asyncio.start_server(keep, "127.0.0.1", 0)  # <- streams
    _, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
    await wait_for(1)
    writer.close()
    server.close()


async def test_protocol_of_the_server():
    server = await asyncio.get_running_loop().create_server(Stubborn, "127.0.0.1", 0)  # <- protocols
    with socket.create_connection(server.sockets[0].getsockname()):
        await wait_for(2)
    server.close()
