# leak: socket | test_left | `kept_in_an_exit_stack.STACKS[0].close()`
# leak: socket | test_left_by_a_coroutine | `await kept_in_an_exit_stack.STACKS[1].aclose()` | born: other
"""What an exit stack has taken is released by closing the stack."""

import contextlib
import socket

STACKS = []


def test_left():
    with contextlib.ExitStack() as stack:
        stack.enter_context(socket.socket())  # <- born
        STACKS.append(stack.pop_all())


async def test_left_by_a_coroutine():
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(socket.socket())  # <- other
        STACKS.append(stack.pop_all())
