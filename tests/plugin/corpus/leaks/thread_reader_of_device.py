# leak: thread | test_reading | Serial.read_loop
"""A device's reader thread is told to stop by nobody; it is a daemon, so the process would not mind."""

import queue
import threading
import time


class Serial:
    def __init__(self):
        self.lines, self.running = queue.Queue(), True
        self.thread = threading.Thread(target=self.read_loop, daemon=True)
        self.thread.start()  # <- born

    def read_loop(self):
        while self.running:
            self.lines.put(b"ok")
            time.sleep(0.05)


def test_reading():
    assert Serial().lines.get(timeout=5) == b"ok"
