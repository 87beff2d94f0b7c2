# leak: thread | test_cluster | member
"""A thread of the test starts the thread that leaks; the first one ends properly."""

import threading

STOP = threading.Event()


def member():
    STOP.wait(300)


def leader():
    threading.Thread(target=member, daemon=True).start()  # <- born


def test_cluster():
    thread = threading.Thread(target=leader)
    thread.start()
    thread.join()
