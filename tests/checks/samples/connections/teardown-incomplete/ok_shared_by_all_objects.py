# Fine: the session of the class is there for all its objects, and the one of an object ends with that.
import requests


class Exchange:
    session = requests.Session()

    def __init__(self):
        self.stream = requests.Session()

    def price(self):
        return self.session.get("https://example.org/price")

    def shutdown(self):
        self.stream.close()
