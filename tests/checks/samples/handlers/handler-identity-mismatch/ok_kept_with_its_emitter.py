# Emitter and handler are kept, and the very object is given back.
from functools import partial


class Seat:
    def __init__(self, hall):
        self._hall = hall
        self._hear = partial(self.hear, "left")
        hall.add_listener("call", self._hear)

    def hear(self, side, name):
        print(side, name)

    def close(self):
        self._hall.remove_listener("call", self._hear)
