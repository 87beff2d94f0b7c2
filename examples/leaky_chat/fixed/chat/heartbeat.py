"""A sign of life for every client, so that it can tell a quiet server from a dead one."""

import asyncio

from websockets.exceptions import ConnectionClosed

from chat.protocol import Kind, Message
from chat.session import Session


async def beat(session: Session, interval: float) -> None:
    """Send a beat every `interval` seconds for as long as the connection lasts."""
    while True:
        await asyncio.sleep(interval)
        try:
            await session.send(Message(Kind.BEAT))
        except ConnectionClosed:
            return
