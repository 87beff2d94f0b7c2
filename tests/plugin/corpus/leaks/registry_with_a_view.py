# run: discover
# leak: registry | test_opens | registry_with_a_view.CLIENTS | by | in test_opens
# leak: listener | test_listens | registry_with_a_view.HANDLERS | born: listened
# leak: registry | test_visits | registry_with_a_view.SEEN | in test_visits | born: visited
"""Containers that something else refers to as well, or of a class of their own: who adds is seen all the same."""

import types
import uuid


class Seen(dict):
    def visit(self, page):
        self[page] = True  # <- visited


CLIENTS = {}
VIEW = types.MappingProxyType(CLIENTS)
HANDLERS = []
subscribe = HANDLERS.append
SEEN = Seen()


def register(client):
    CLIENTS[client] = "open"  # <- born


def test_opens():
    register(uuid.uuid4())


def test_listens():
    subscribe(lambda: None)  # <- listened


async def test_visits():
    SEEN.visit(uuid.uuid4())
