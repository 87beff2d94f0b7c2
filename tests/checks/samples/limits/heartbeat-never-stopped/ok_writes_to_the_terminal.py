# What is written to is the terminal of the process: there is no connection that could be closed under it.
import asyncio
import logging
import sys


class Meter:
    def __init__(self, counts):
        self._counts = counts

    def show(self):
        asyncio.ensure_future(self._every_second())  # expect: WSH201

    async def _every_second(self):
        while True:
            await asyncio.sleep(1)
            sys.stdout.write(f"{sum(self._counts)} so far\r")


class Quiet:
    def __init__(self, counts):
        self._counts = counts

    def show(self):
        asyncio.ensure_future(self._every_second())  # expect: WSH201

    async def _every_second(self):
        while True:
            await asyncio.sleep(1)
            screen = sys.stderr
            try:
                screen.write(f"{sum(self._counts)} so far\r")
            except Exception:
                logging.exception("no screen")
