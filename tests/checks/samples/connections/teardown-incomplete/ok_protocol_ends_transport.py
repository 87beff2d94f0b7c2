# The protocol that came with the transport closes it when it is stopped.
import asyncio


class Answers(asyncio.DatagramProtocol):
    async def stop(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def connection_made(self, transport) -> None:
        self.transport = transport


class NameServer:
    def __init__(self, port: int) -> None:
        self._port = port
        self._transport = None
        self._protocol = None
        self._server = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._transport, self._protocol = await loop.create_datagram_endpoint(Answers, local_addr=("::", self._port))
        self._server = await loop.create_server(asyncio.Protocol, "::", self._port)

    async def stop(self) -> None:
        await self._protocol.stop()
        self._server.close()
        await self._server.wait_closed()
