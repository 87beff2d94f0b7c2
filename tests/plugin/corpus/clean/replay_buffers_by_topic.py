# run: discover
# clean: the last messages of each topic are kept in deques with a bound, and a fixture's own object in a weak set
import collections
import weakref

import pytest


class Bus:
    everybody = weakref.WeakSet()

    def __init__(self):
        self.last = collections.defaultdict(lambda: collections.deque(maxlen=50))
        self.everybody.add(self)

    def publish(self, topic, message):
        self.last[topic].append(message)


BUS = Bus()
BUS.publish("chat", "hello")


@pytest.fixture
def bus():
    return Bus()


def test_publish():
    BUS.publish("chat", "again")


def test_own_bus(bus):
    bus.publish("chat", "mine")
