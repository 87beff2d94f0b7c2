# Entering opens it only where there is none, or does not open it at all: it lasts for many blocks, until `close`.
import sqlite3

import aiohttp


class Rates:
    def __init__(self):
        self._session = None

    async def __aenter__(self):
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *error):
        print("done, for now")

    async def close(self):
        await self._session.close()


class Asked:
    def __init__(self):
        self._session = None

    async def __aenter__(self):
        if not self._session:
            self._open()
        return self

    def _open(self):
        self._session = aiohttp.ClientSession()

    async def __aexit__(self, *error):
        print("done, for now")

    async def close(self):
        await self._session.close()


class Store:
    def __init__(self, path):
        self._path = path

    def open(self):
        self._connection = sqlite3.connect(self._path)

    def __enter__(self):
        self._connection.execute("BEGIN")
        return self

    def __exit__(self, *error):
        self._connection.execute("COMMIT")

    def close(self):
        self._connection.close()


class Round:
    async def __aenter__(self):
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *error):
        if error[0]:
            await self._session.close()

    async def close(self):
        await self._session.close()
