# leak: executor | test_thumbnails | ThreadPoolExecutor
"""A pool for each request is used up and never shut down."""

from concurrent.futures import ThreadPoolExecutor


class Thumbnails:
    def __init__(self):
        self.pool = ThreadPoolExecutor(2)  # <- born

    def make(self, names):
        return list(self.pool.map(str.upper, names))


SERVICE = []


def test_thumbnails():
    SERVICE.append(Thumbnails())
    assert SERVICE[0].make(["a", "b"]) == ["A", "B"]
