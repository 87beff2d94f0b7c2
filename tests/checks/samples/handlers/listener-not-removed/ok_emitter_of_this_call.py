# The emitter is made for this call, and goes with it.
import asyncio

from project.links import Link


async def measure(address):
    done = asyncio.Event()

    def note(event):
        done.set()

    link = Link(address)
    link.add_listener("pong", note)
    await link.ping()
    link.remove_listener("pong", note)
