# Fine: whatever becomes of `close()`, it was called before the error goes on.
import fcntl
import os


class Lock:
    def __init__(self, path):
        self._path = path
        self._file = None

    def take(self):
        file = os.open(self._path, os.O_RDWR)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            try:
                os.close(file)
            except OSError:
                pass
            raise RuntimeError(f"{self._path} is taken") from error
        self._file = file

    def give(self):
        os.close(self._file)
