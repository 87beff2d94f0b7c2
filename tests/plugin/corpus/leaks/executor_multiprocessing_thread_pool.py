# leak: executor | test_sizes | ThreadPool | Thumbnails
"""multiprocessing's pool of threads: workers and three helper threads, one leak."""

from multiprocessing.pool import ThreadPool


class Thumbnails:
    made = []

    def __init__(self):
        self.pool = ThreadPool(2)  # <- born
        self.made.append(self)

    def sizes(self, names):
        return self.pool.map(len, names)


def test_sizes():
    assert Thumbnails().sizes(["a", "bcd"]) == [1, 3]
