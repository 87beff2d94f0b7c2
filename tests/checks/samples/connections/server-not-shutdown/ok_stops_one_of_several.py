# Unknown: `stop()` has to be told what to stop, and is not the end of the launcher, which nothing ends.
from concurrent.futures import ThreadPoolExecutor


class Launcher:
    def __init__(self, players):
        self.players = players
        self.pool = ThreadPoolExecutor(4)  # expect: WSH408 info

    def play(self, name):
        self.pool.submit(self.players[name].play)

    def stop(self, name):
        self.pool.submit(self.players[name].pause)
