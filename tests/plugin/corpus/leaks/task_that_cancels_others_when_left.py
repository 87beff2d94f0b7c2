# leak: task | test_handler_is_left | `handling()` | task beating() | born: handler
# leak: task | test_several_are_left | `gathering()` | task beating() | born: gatherer
# leak: task | test_where_a_condition_decides | `deciding()` | born: decider
# leak: task | test_where_a_condition_decides | `beating()` | born: undecided
# leak: task | test_method_is_left | `Session.run()` | task Session.beat() | born: session
# leak: async generator | test_stream_is_left | `ticking()` | task beating() | born: stream
# leak: socket | test_generator_is_left | .KEPT['lines'].close()` | born: lines
# leak: socket | test_block_is_left | leave the `with`: | .KEPT['block'].__exit__(None, None, None)` | born: block
"""What suspended code cancels or closes in its ``finally`` ends with it: one leak, which is released by ending that."""

import asyncio
import contextlib
import socket

KEPT = {}


async def beating():
    while True:
        await asyncio.sleep(30)


async def handling():
    beat = asyncio.create_task(beating())
    try:
        await asyncio.Event().wait()
    finally:
        beat.cancel()


async def gathering():
    tasks = [asyncio.create_task(beating()) for _ in range(2)]
    try:
        await asyncio.sleep(60)
    finally:
        for task in tasks:
            if not task.done():
                task.cancel()


async def deciding(is_mine):
    beat = asyncio.create_task(beating())  # <- undecided
    try:
        await asyncio.sleep(60)
    finally:
        if is_mine:
            beat.cancel()


class Session:
    async def run(self):
        self.pulse = asyncio.ensure_future(self.beat())
        try:
            async with asyncio.timeout(60):
                await asyncio.Event().wait()
        finally:
            if self.pulse is not None:
                self.pulse.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await self.pulse

    async def beat(self):
        await asyncio.sleep(60)


async def ticking():
    beat = asyncio.create_task(beating())
    try:
        while True:
            yield beat
    finally:
        beat.cancel()


async def test_handler_is_left():
    KEPT["handler"] = asyncio.create_task(handling())  # <- handler
    await asyncio.sleep(0)


async def test_several_are_left():
    KEPT["gatherer"] = asyncio.create_task(gathering())  # <- gatherer
    await asyncio.sleep(0)


async def test_where_a_condition_decides():
    KEPT["decider"] = asyncio.create_task(deciding(False))  # <- decider
    await asyncio.sleep(0)


async def test_method_is_left():
    KEPT["session"] = asyncio.create_task(Session().run())  # <- session
    await asyncio.sleep(0)


async def test_stream_is_left():
    KEPT["stream"] = stream = ticking()
    await anext(stream)  # <- stream


def lines_of(sock):
    with contextlib.suppress(OSError):
        try:
            yield sock.fileno()
        finally:
            sock.close()


def test_generator_is_left():
    KEPT["lines"] = lines = lines_of(socket.socket())  # <- lines
    assert next(lines)


@contextlib.contextmanager
def opened():
    sock = socket.socket()  # <- block
    try:
        yield sock
    finally:
        sock.close()


def test_block_is_left():
    KEPT["block"] = block = opened()
    block.__enter__()
