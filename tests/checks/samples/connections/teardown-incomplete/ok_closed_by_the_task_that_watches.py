# Fine: the task that watches the process closes the line when it is over; killing the process is what makes it so.
import asyncio


class Line:
    def __init__(self, reader, writer):
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, sock):
        reader, writer = await asyncio.open_connection(sock=sock)
        return cls(reader, writer)

    async def close(self):
        self._writer.close()
        await self._writer.wait_closed()


class Supervised:
    def __init__(self, process):
        self._process = process
        self._watching = None

    async def start(self, sock):
        self._line = await Line.open(sock)
        self._process = self._spawn()
        self._watching = asyncio.create_task(self._watch())

    def _spawn(self):
        return self._process.start()

    async def _watch(self):
        await self._process.joined
        self._process.close()
        await self._line.close()

    async def kill(self):
        self._process.terminate()

    async def wait(self):
        await self._watching
