# leak: descriptor | test_log_late | late.log | born: log
"""A thread opens a file when its test has ended."""

import threading
import time

KEPT = []


def test_log_late(tmp_path):
    def log():
        time.sleep(0.03)
        KEPT.append(open(tmp_path / "late.log", "w"))  # <- log

    threading.Thread(target=log).start()


def test_end():
    pass
