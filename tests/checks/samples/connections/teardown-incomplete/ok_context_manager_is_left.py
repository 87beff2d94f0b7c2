# Fine: what only a `with` ends is left by hand, or entered for as long as it is used, or holds nothing of its own.
import concurrent.futures
import threading
import time


class ThreadedReader:
    def __init__(self, address):
        self._address = address
        self._pool = concurrent.futures.ThreadPoolExecutor(8)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self._pool.__exit__(kind, error, trace)


class Work:
    def __init__(self):
        self._pool = concurrent.futures.ThreadPoolExecutor(2)

    def destroy(self):
        self._pool.shutdown()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.destroy()


class Watch:
    def __init__(self):
        self._lock = threading.Lock()
        self._began = 0.0

    def __enter__(self):
        self._lock.acquire()
        self._began = time.monotonic()

    def __exit__(self, kind, error, trace):
        self._lock.release()


class Reader:
    def __init__(self, address):
        self._pool = concurrent.futures.ThreadPoolExecutor(2)
        self._watch = Watch()
        self._work = Work()
        self._substitute = ThreadedReader(address)
        self._other = ThreadedReader(address)

    def read(self, ranges):
        with self._other as reader, self._watch:
            return self._pool.submit(print, reader, ranges)

    def close(self):
        self._pool.shutdown()
        self._substitute.__exit__(None, None, None)
        self._work.destroy()
