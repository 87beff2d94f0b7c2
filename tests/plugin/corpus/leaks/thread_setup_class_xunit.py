# leak: thread | fixture setup_class (class) | watch_folder
"""Set-up in the old style; the teardown stops the wrong thing."""

import threading
import time


def watch_folder(stop):
    while not stop:
        time.sleep(0.02)


class TestFolder:
    @classmethod
    def setup_class(cls):
        cls.stop = []
        cls.thread = threading.Thread(target=watch_folder, args=([],), daemon=True)
        cls.thread.start()  # <- born

    @classmethod
    def teardown_class(cls):
        cls.stop.append(True)

    def test_watches(self):
        assert self.thread.is_alive()
