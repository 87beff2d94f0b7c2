# Leaks: the session is put on the client that all queries share, and neither of the two closes it.
from requests import Session


class Query:
    def __init__(self, shop, path):
        self.shop = shop
        self._path = path

    def run(self):
        if not hasattr(self.shop, "_web"):
            self.shop._web = Session()  # expect: WSH402 medium
        return self.shop._web.get(self._path).json()


class Shop:
    def __init__(self, address):
        self._address = address

    def query(self, path):
        return Query(self, self._address + path).run()
