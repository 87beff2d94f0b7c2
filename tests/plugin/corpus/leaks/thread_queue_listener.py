# leak: thread | fixture logs (class) | QueueListener
"""logging's QueueListener is started for the class and never stopped."""

import logging.handlers
import queue

import pytest

KEPT = []


@pytest.fixture(scope="class")
def logs():
    listener = logging.handlers.QueueListener(queue.Queue())
    listener.start()  # <- born
    KEPT.append(listener)
    return listener


class TestLogs:
    def test_there(self, logs):
        assert logs.queue.empty()
