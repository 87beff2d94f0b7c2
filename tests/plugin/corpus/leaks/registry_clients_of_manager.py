# run: discover
# leak: registry | test_kick | MANAGER.clients
"""The manager forgets its clients in `leave`, and not when they are kicked."""

import uuid


class Manager:
    def __init__(self):
        self.clients = {}

    def join(self, name):
        self.clients[name] = object()  # <- born

    def leave(self, name):
        del self.clients[name]

    def kick(self, name):
        return f"{name} was kicked"


MANAGER = Manager()


def test_leave():
    MANAGER.join("a")
    MANAGER.leave("a")
    assert not MANAGER.clients


def test_kick():
    name = uuid.uuid4().hex
    MANAGER.join(name)
    assert MANAGER.kick(name)
