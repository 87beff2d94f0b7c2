# Whoever stops listening ends the generator at its `yield`: the radio keeps the handler and its queue.
import asyncio


async def songs(radio):
    queue = asyncio.Queue(maxsize=10)

    def heard(song):
        queue.put_nowait(song)

    radio.add_handler(heard)  # expect: WSH101 medium
    yield queue
    radio.remove_handler(heard)
