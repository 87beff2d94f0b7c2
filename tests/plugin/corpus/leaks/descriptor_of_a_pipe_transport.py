# leak: descriptor | test_feed_is_read | pipe: | `descriptor_of_a_pipe_transport.KEPT[0].close()` | born: file
# leak: descriptor | test_feed_is_read | pipe: | `os.close(descriptor)` | born: pair
"""A pipe that is read on the event loop: its transport closes the file that it was given, its other end nobody."""

import asyncio
import os

KEPT = []


async def test_feed_is_read():
    reading, writing = os.pipe()  # <- pair
    file = os.fdopen(reading, "rb")  # <- file
    KEPT.extend(await asyncio.get_running_loop().connect_read_pipe(asyncio.Protocol, file))
    assert writing
