# The protocol that the function made keeps the transport, and goes to the caller.
import asyncio


class Mux(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self._transport = transport

    def close(self):
        self._transport.close()


async def bind(host, port):
    mux = Mux()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: mux, local_addr=(host, port))
    return mux
