# leak: timer | test_is_dropped | that keeps it as Line.expiry | WSH209 | the `Line`; at the end its `expiry.cancel()`
"""Only the loop leads to the object, whose method the timer calls; the handle has been kept all the same."""

import asyncio


class Line:
    def open(self):
        self.expiry = asyncio.get_running_loop().call_later(30, self.hang_up)  # <- born

    def hang_up(self):
        self.expiry = None


async def test_is_dropped():
    Line().open()
