# leak: event loop | test_dropped | collected but never closed | release   `loop.close()`
"""A loop that nobody has any more, in a cycle: the collector finalizes what wakes it first, and that is no second leak.

It comes to what is younger before it comes to what has outlived a collection.
"""

import asyncio
import gc
import warnings


class Loop(asyncio.SelectorEventLoop):
    def __init__(self):
        super().__init__()  # <- born
        self.itself = self

    def _make_self_pipe(self):
        gc.collect(0)  # as it may happen at any allocation
        super()._make_self_pipe()


def test_dropped():
    gc.disable()
    try:
        Loop()
        with warnings.catch_warnings(action="ignore"):
            gc.collect()
    finally:
        gc.enable()
