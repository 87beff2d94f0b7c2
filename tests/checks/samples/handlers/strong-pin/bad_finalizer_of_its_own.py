# The finalizer waits for the end of an object that it holds itself.
import weakref


class Connection:
    def __init__(self, path):
        self._file = open(path)
        self._finalizer = weakref.finalize(self, self._end)  # expect: WSH108

    def _end(self):
        self._file.close()

    def close(self):
        self._finalizer()
