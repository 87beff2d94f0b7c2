"""An HTTP server that answers as a test wants it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Posted:
    """What the receiver got."""

    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """An HTTP server that gives its ``answers`` one after the other, and the last of them from then on.

    An answer is a status line with headers, or "silence", or "rubbish", or "gone" for a connection that breaks.
    """

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.posted: list[Posted] = []

    @asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator[str]:
        tasks: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self._serve(reader, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        server = await asyncio.start_server(accept, "127.0.0.1", port)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                while True:
                    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
                    body = await reader.readexactly(int(headers["content-length"]))
                    sent = dict(line.split(": ", 1) for line in head[1:] if line)
                    self.posted.append(Posted(head[0].split()[1], {k.lower(): v for k, v in sent.items()}, body))
                    if not await self._answer(writer):
                        return
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, writer: asyncio.StreamWriter) -> bool:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer == "gone":
            return False
        if answer == "silence":
            await asyncio.Event().wait()
        writer.write(
            answer.encode() if answer == "rubbish" else f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n".encode()
        )
        await writer.drain()
        return answer != "rubbish"
