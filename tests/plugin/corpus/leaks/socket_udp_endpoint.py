# leak: socket | test_endpoint | 127.0.0.1
"""A UDP endpoint on a loop of the session that outlives its test."""

import asyncio

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")
ENDPOINTS = []


class Beacon(asyncio.DatagramProtocol):
    def datagram_received(self, data, address):
        ENDPOINTS.append(data)


async def test_endpoint():
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Beacon, local_addr=("127.0.0.1", 0))  # <- born
    ENDPOINTS.append(transport)
    transport.sendto(b"x", transport.get_extra_info("sockname"))
    while ENDPOINTS[-1] != b"x":
        await asyncio.sleep(0)
