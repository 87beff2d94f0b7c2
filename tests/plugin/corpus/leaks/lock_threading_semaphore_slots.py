# leak: lock | test_full_house | threading.BoundedSemaphore
"""A slot of a bounded pool of connections that is not handed back when the dial fails."""

import threading

import pytest

SLOTS = threading.BoundedSemaphore(4)


def dial(host):
    SLOTS.acquire()  # <- born
    if host == "down":
        raise OSError("no route")
    SLOTS.release()


def test_full_house():
    dial("up")
    with pytest.raises(OSError, match="no route"):
        dial("down")
