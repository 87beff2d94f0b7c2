# Fine: what the call returns is not needed, because the class takes the handler back by name.
from functools import partial


class Manager:
    def __init__(self):
        self._callbacks = []

    def register_state_cb(self, callback):
        self._callbacks.append(callback)
        return partial(self.unregister_state_cb, callback)

    def unregister_state_cb(self, callback):
        if callback in self._callbacks:
            self._callbacks.remove(callback)


class Updater:
    def __init__(self, manager: Manager):
        self.manager = manager

    def start(self):
        self.manager.register_state_cb(self.on_state)

    def stop(self):
        self.manager.unregister_state_cb(self.on_state)

    def on_state(self, state):
        print(state)
