# `unlock()` takes the deadline of a lock out under the name that the lock carries, and leaves the lock under that name.
import dataclasses
import time


@dataclasses.dataclass
class Lock:
    resource: str
    seconds: float


class LockManager:
    def __init__(self):
        self._locks = {}
        self._deadlines = {}

    def lock(self, resource):
        lock = Lock(resource, 10)
        self._deadlines[lock.resource] = time.monotonic() + lock.seconds
        self._locks[resource] = lock  # expect: WSH301 medium
        return lock

    def unlock(self, lock):
        del self._deadlines[lock.resource]

    def destroy(self):
        self._deadlines.clear()
        self._locks.clear()
