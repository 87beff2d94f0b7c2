"""A sign of life for every client, so that it can tell a quiet server from a dead one."""

import asyncio
import contextlib

from websockets.exceptions import ConnectionClosed

from chat.protocol import Kind, Message
from chat.session import Session


async def beat(session: Session, interval: float) -> None:
    """Send a beat every `interval` seconds."""
    while True:
        await asyncio.sleep(interval)
        with contextlib.suppress(ConnectionClosed):
            await session.send(Message(Kind.BEAT))
