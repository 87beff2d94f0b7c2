# leak: thread | fixture pump (class) | Pump.run
import threading

import pytest


class Pump(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.stop = threading.Event()

    def run(self):
        self.stop.wait()


@pytest.fixture(scope="class")
def pump():
    pump = Pump()
    pump.start()  # <- born
    return pump


class TestPump:
    def test_runs(self, pump):
        assert pump.is_alive()

    def test_is_a_daemon(self, pump):
        assert pump.daemon
