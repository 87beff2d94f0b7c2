# run: workers
# leak: thread | fixture reader (function) | pump
"""A thread of a fixture in one of two processes."""

import threading

import pytest

STOP = threading.Event()


def pump():
    STOP.wait()


@pytest.fixture
def reader():
    thread = threading.Thread(target=pump, daemon=True)
    thread.start()  # <- born
    return thread


def test_reads(reader):
    assert reader.is_alive()


def test_does_not():
    pass
