# clean: failing tests whose tracebacks hold on to what fixtures close
# fails: test_fails_with_open_things_in_its_frame
import contextlib
import socket

import pytest


@pytest.fixture
def pair():
    near, far = socket.socketpair()
    with contextlib.closing(near), contextlib.closing(far):
        yield near, far


def test_fails_with_open_things_in_its_frame(pair):
    near, far = pair
    near.sendall(b"a")
    assert far.recv(1) == b"b"


def test_goes_on(pair):
    assert pair
