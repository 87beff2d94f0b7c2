# `__del__` does not run while the set refers to the object, so that nothing ever leaves it.
class Feed:
    _feeds = set()

    def __init__(self, name):
        self.name = name
        Feed._feeds.add(self)  # expect: WSH311

    def __del__(self):
        Feed._feeds.discard(self)

    @classmethod
    def names(cls):
        return sorted(feed.name for feed in cls._feeds)
