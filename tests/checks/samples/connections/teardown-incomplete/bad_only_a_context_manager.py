# The reader that is made as a substitute has threads of its own, which only leaving it as a context manager ends.
import concurrent.futures


class ThreadedReader:
    def __init__(self, address, workers):
        self._address = address
        self._pool = concurrent.futures.ThreadPoolExecutor(workers)

    def __enter__(self):
        self._pool.__enter__()
        return self

    def __exit__(self, kind, error, trace):
        self._pool.__exit__(kind, error, trace)

    def read(self, ranges):
        return list(self._pool.map(self._address.read, ranges))


class Reader:
    def __init__(self, address, session):
        self._address = address
        self._pool = concurrent.futures.ThreadPoolExecutor(2)
        self._substitute = None

    def read(self, ranges):
        if self._substitute is not None:
            return self._substitute.read(ranges)
        return self._pool.submit(self._address.read_all, ranges)

    def fall_back(self):
        self._substitute = ThreadedReader(self._address, 8)  # expect: WSH403

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self._pool.shutdown()
