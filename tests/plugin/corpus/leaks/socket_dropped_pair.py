# leak: socket | test_pair | collected but never closed
"""One end of a pair is closed, the other one dropped."""

import socket


def make():
    near, far = socket.socketpair()  # <- born
    far.close()
    return near


def test_pair():
    assert make().fileno() > 0
