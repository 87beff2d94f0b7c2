# The value that carries an attribute of that name was not made with the key: these are entries of different things.
class LockManager:
    def __init__(self, store):
        self.store = store
        self._known = {}
        self._held = {}

    def lock(self, owner):
        lock = self.store.next()
        self._held[lock.owner] = lock
        self._known[owner] = True
        return lock

    def unlock(self, lock):
        self._held.pop(lock.owner)

    def forget(self, owner):
        self._known.pop(owner, None)
