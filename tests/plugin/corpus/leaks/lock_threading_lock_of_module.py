# leak: lock | test_takes_port | Lock
"""A module's lock around a serial port that an early return keeps."""

import threading

PORT = threading.Lock()


def write(data):
    PORT.acquire()  # <- born
    if not data:
        return 0
    PORT.release()
    return len(data)


def test_takes_port():
    assert write(b"abc") == 3
    assert write(b"") == 0
