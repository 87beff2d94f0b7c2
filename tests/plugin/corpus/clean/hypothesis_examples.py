# clean: many examples in one test, sockets and loops opened and closed in each
import asyncio
import socket

from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=10, deadline=None, database=None)
@given(st.binary(min_size=1, max_size=20))
def test_pair(data):
    near, far = socket.socketpair()
    with near, far:
        near.sendall(data)
        assert far.recv(100) == data


@settings(max_examples=5, deadline=None, database=None)
@given(st.integers())
def test_loops(number):
    assert asyncio.run(asyncio.sleep(0, number)) == number


@settings(max_examples=5, deadline=None, database=None)
@given(st.integers())
async def test_coroutine(number):
    await asyncio.create_task(asyncio.sleep(0))
