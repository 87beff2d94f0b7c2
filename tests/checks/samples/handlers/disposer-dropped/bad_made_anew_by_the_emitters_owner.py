# The shop makes a new tally each day, and the till keeps those of all days before.
class Till:
    def __init__(self):
        self._watchers = []

    def subscribe(self, watcher):
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)


class Shop:
    def __init__(self):
        self.till = Till()
        self.tally = None

    def open_day(self):
        self.tally = Tally(self)


class Tally:
    def __init__(self, shop: Shop):
        self._sum = 0
        shop.till.subscribe(self.add)  # expect: WSH102

    def add(self, price):
        self._sum += price

    def close(self):
        self._sum = 0
