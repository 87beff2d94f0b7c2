# The emitter is a parameter when the handler is registered, and an attribute when it should be removed.
from functools import partial


class Seat:
    def __init__(self, hall):
        self._hall = hall
        hall.add_listener("call", partial(self.hear, "left"))

    def hear(self, side, name):
        print(side, name)

    def close(self):
        self._hall.remove_listener("call", partial(self.hear, "left"))  # expect: WSH105 medium
