# Every visit adds an entry, and leaving takes none out.
from contextlib import asynccontextmanager
from uuid import uuid4


class Guests:
    def __init__(self):
        self._inside = {}

    @asynccontextmanager
    async def visit(self, badge):
        number = uuid4()
        self._inside[number] = badge  # expect: WSH311 medium
        yield number

    def badge(self, number):
        return self._inside.get(number)
