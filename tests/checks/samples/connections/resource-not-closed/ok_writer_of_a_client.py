# The callback closes the writer itself, through its transport, through another function, or gives it away.
import asyncio
from contextlib import closing
from functools import partial

QUEUE = asyncio.Queue(maxsize=10)


async def closes(reader, writer):
    try:
        writer.write(await reader.read())
    finally:
        writer.close()


async def aborts(reader, writer):
    writer.transport.abort()


async def is_closed_by_another(reader, writer):
    await answer(writer)


async def answer(writer):
    writer.write(b"no")
    writer.close()


async def enters(reader, writer):
    with closing(writer):
        await reader.read()


async def gives_away(reader, writer):
    await QUEUE.put(writer)


async def passes_on(reader, writer):
    await Session(reader, writer).run()


async def may_have_none(reader, writer=None):
    if writer is None:
        writer = reader
    writer.close()


async def of_a_room(room, reader, writer, name):
    room.write(name)
    writer.close()


class Session:
    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer

    async def run(self):
        self._writer.write(await self._reader.read())
        self._writer.close()


async def main():
    await asyncio.start_server(closes, port=10)
    await asyncio.start_server(aborts, port=11)
    await asyncio.start_server(is_closed_by_another, port=12)
    await asyncio.start_server(enters, port=13)
    await asyncio.start_server(gives_away, port=14)
    await asyncio.start_server(passes_on, port=15)
    await asyncio.start_server(may_have_none, port=16)
    callback = partial(of_a_room, QUEUE, name="lobby")
    await asyncio.start_server(callback, port=17)
    await asyncio.Event().wait()
