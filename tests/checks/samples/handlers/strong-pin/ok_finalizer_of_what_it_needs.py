# Fine: the finalizers know the file, and not the object.
import os
import weakref


class Connection:
    def __init__(self, path):
        self._file = open(path)
        self._finalizer = weakref.finalize(self, self._file.close)
        self._notice = weakref.finalize(self, self._tell, path)
        self._count = weakref.finalize(self, self._counted, path)

    def name(self, identity):
        self._identity = identity
        known = self._identity
        weakref.finalize(self, lambda: print("closed", known))

    def keep(self):
        kept = self._path

        def remove():
            if os.path.exists(kept):
                os.remove(kept)

        weakref.finalize(self, remove)

    @classmethod
    def _counted(cls, path):
        print("one less of", cls, path)

    @staticmethod
    def _tell(path):
        print("closed", path)

    def close(self):
        self._finalizer()
