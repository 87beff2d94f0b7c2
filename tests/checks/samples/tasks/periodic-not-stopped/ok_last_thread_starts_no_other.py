# Fine: each thread starts the next one until the target is reached, and then returns.
import threading
import time


class Plane:
    def __init__(self, game, target):
        self._game = game
        self._target = target
        self._x = 0

    def start(self):
        threading.Thread(target=self._fly).start()

    def _fly(self):
        self._x += 1
        self._game.send(self._x)
        if self._x >= self._target:
            self._game.land()
            return
        time.sleep(0.03)
        threading.Thread(target=self._fly).start()
