# What connects again puts a new socket or session in the place of one that only the end of the object closes.
import socket

import aiohttp


class Direct:
    def __init__(self, address):
        self._address = address
        self._sock = socket.create_connection(address)

    def reconnect(self):
        self._sock = socket.create_connection(self._address)  # expect: WSH406 medium

    def send(self, data):
        self._sock.sendall(data)

    def close(self):
        self._sock.close()


class ThroughAnother:
    def __init__(self, address):
        self._address = address
        self._sock = None
        self.connect()

    def connect(self):
        self._sock = socket.create_connection(self._address)  # expect: WSH406 medium

    def reconnect(self):
        self.connect()
        self.send(b"hello")

    def send(self, data):
        self._sock.sendall(data)

    def close(self):
        self._sock.close()


class AfterAnError:
    def __init__(self, url):
        self._url = url
        self._session = None

    async def login(self):
        self._session = aiohttp.ClientSession(self._url)  # expect: WSH406 medium
        async with self._session.get("me") as response:
            return await response.text()

    async def _log_in_again(self):
        return await self.login()

    async def send(self, data):
        try:
            await self._session.post("messages", data=data)
        except aiohttp.ClientError:
            await self._log_in_again()

    async def close(self):
        await self._session.close()
