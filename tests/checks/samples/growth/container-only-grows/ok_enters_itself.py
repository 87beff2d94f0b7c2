# Each takes itself out again, replaces the one of its name, is never closed, or is referred to weakly.
import weakref

FEEDS = []
HANDED_OUT = []


class Feed:
    def __init__(self, channel):
        self._channel = channel
        FEEDS.append(self)

    def close(self):
        FEEDS.remove(self)
        self._channel.close()


class Ticker:
    by_pair = {}
    seen = weakref.WeakSet()

    def __init__(self, pair):
        self._pair = pair
        Ticker.by_pair[pair] = self
        Ticker.seen.add(self)

    def stop(self):
        self._pair.leave()


class Command:
    known = []

    def __init__(self, name):
        self._name = name
        self.known.append(self)


class Lamp:
    def __init__(self, house):
        self._lamps = []
        self._lamps.append(self)
        self._house = house

    def close(self):
        self._house.dark(self._lamps)


class Door:
    def __init__(self):
        HANDED_OUT.append(self)

    def close(self):
        print("closed")


def doors():
    return HANDED_OUT
