# Fine: there is one object, which lives as long as the program.
import atexit


class Store:
    def __init__(self, path):
        self._path = path
        atexit.register(self.save)

    def save(self):
        print("saving", self._path)


STORE = Store("state.json")
