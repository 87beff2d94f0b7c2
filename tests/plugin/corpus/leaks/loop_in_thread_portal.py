# leak: event loop | test_portal | Portal
"""A loop in a thread: stopped, joined, not closed."""

import asyncio
import threading


class Portal:
    opened = []

    def __init__(self):
        self.loop = asyncio.new_event_loop()  # <- born
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.opened.append(self)

    def call(self, function, *args):
        done = threading.Event()
        self.loop.call_soon_threadsafe(lambda: (function(*args), done.set()))
        done.wait(5)

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


def test_portal():
    portal, seen = Portal(), []
    portal.call(seen.append, 1)
    portal.close()
    assert seen == [1]
