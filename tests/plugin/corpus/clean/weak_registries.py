# run: discover
# clean: weak registries forget by themselves
import weakref

CLIENTS = weakref.WeakSet()
BY_NAME = weakref.WeakValueDictionary()
GONE = []


class Client:
    def __init__(self, name):
        CLIENTS.add(self)
        BY_NAME[name] = self
        weakref.finalize(self, str.upper, name)


def test_one():
    client = Client("a")
    assert client in CLIENTS


def test_in_a_cycle():
    client = Client("b")
    client.me = client
