# Fine: `close()` takes the object out, and `__del__` is for whoever forgets it; weak references hold nothing.
import weakref


class Feed:
    _feeds = set()

    def __init__(self, name):
        self.name = name
        Feed._feeds.add(self)

    def close(self):
        Feed._feeds.discard(self)

    def __del__(self):
        self.close()


class Track:
    _tracks = weakref.WeakSet()

    def __init__(self, name):
        self.name = name
        Track._tracks.add(self)

    def __del__(self):
        Track._tracks.discard(self)


class Place:
    _places = {}
    _known = []

    def __init__(self, name):
        self.name = name
        self._reference = weakref.ref(self)
        Place._places[name] = weakref.proxy(self)
        Place._known.append(weakref.ref(self))

    def __del__(self):
        del Place._places[self.name]
        Place._known.remove(self._reference)
