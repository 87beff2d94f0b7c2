# The tally is made by the shop, which gives itself and keeps it: both go together.
class Till:
    def __init__(self):
        self._watchers = []

    def subscribe(self, watcher):
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)


class Shop:
    def __init__(self):
        self.till = Till()
        self.tally = Tally(self)


class Tally:
    def __init__(self, shop: Shop):
        self._sum = 0
        shop.till.subscribe(self.add)

    def add(self, price):
        self._sum += price

    def reset(self):
        self._sum = 0

    def close(self):
        self._sum = 0
