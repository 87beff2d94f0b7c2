# leak: socket | test_client_is_kept | other side: socket | collected but never closed | KEPT[0].transport | born: kept
# leak: socket | test_both_are_dropped | other side: socket | nobody: it was dropped | born: dropped
# leak: socket | test_server_side_is_kept | other side: socket | still open | nobody: it was dropped | born: client
# leak: socket | test_in_a_loop_of_its_own | other side: socket | collected but never closed | born: own
"""Protocols on both sides of a connection, in a loop that closes: one connection, whoever is collected first."""

import asyncio

KEPT = []


class Line(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport


def kept_line():
    KEPT.append(Line())
    return KEPT[-1]


async def listen(factory):
    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0)
    return server, *server.sockets[0].getsockname()[:2]


async def test_client_is_kept():
    server, host, port = await listen(Line)
    _, line = await asyncio.get_running_loop().create_connection(Line, host, port)  # <- kept
    KEPT.append(line)
    await asyncio.sleep(0.01)
    server.close()


async def test_both_are_dropped():
    server, host, port = await listen(Line)
    await asyncio.get_running_loop().create_connection(Line, host, port)  # <- dropped
    await asyncio.sleep(0.01)
    server.close()


async def test_server_side_is_kept():
    server, host, port = await listen(kept_line)
    await asyncio.get_running_loop().create_connection(Line, host, port)  # <- client
    await asyncio.sleep(0.01)
    server.close()


def test_in_a_loop_of_its_own():
    async def main():
        server, host, port = await listen(Line)
        await asyncio.get_running_loop().create_connection(Line, host, port)  # <- own
        await asyncio.sleep(0.01)
        server.close()

    asyncio.run(main())


async def test_closes_at_once():
    server, host, port = await listen(Line)
    transport, _ = await asyncio.get_running_loop().create_connection(Line, host, port)
    transport.close()
    server.close()
