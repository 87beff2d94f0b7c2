# run: discover
# leak: listener | test_listens | HEARERS | .unlisten(topic, hearer)` where | born: listen
# leak: listener | test_watches | WATCHERS | take the handler off where | born: watch
"""Handlers that a module's own functions take on: one has a counterpart that takes them off, the other has none."""

HEARERS = {"sport": []}
WATCHERS = {}


def listen(topic, hearer):
    HEARERS.setdefault(topic, []).append(hearer)  # <- listen


def unlisten(topic, hearer):
    HEARERS[topic].remove(hearer)


def watch(topic, watcher):
    WATCHERS.setdefault(topic, []).append(watcher)  # <- watch


def test_listens():
    listen("news", lambda: None)


def test_watches():
    watch("news", lambda: None)


def test_takes_it_off():
    listen("sport", print)
    unlisten("sport", print)
