# Fine: the finalizer knows the file, and not the object.
import weakref


class Connection:
    def __init__(self, path):
        self._file = open(path)
        self._finalizer = weakref.finalize(self, self._file.close)
        self._notice = weakref.finalize(self, self._tell, path)

    @staticmethod
    def _tell(path):
        print("closed", path)

    def close(self):
        self._finalizer()
