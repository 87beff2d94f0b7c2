# run: discover
# leak: listener | test_eu | HUBS['eu'].bus.handlers | HUBS['eu'].bus.off(event, handler)` where
# leak: listener | test_first | FIRST[0].bus.handlers
"""Emitters inside of objects that are entries of a dictionary, or of a list, from the start."""


class Bus:
    def __init__(self):
        self.handlers = {}

    def on(self, event, handler):
        self.handlers.setdefault(event, []).append(handler)  # <- born

    def off(self, event, handler):
        self.handlers[event].remove(handler)


class Hub:
    def __init__(self):
        self.bus = Bus()


HUBS = {"eu": Hub(), "us": Hub()}
FIRST = [Hub()]


def test_eu():
    HUBS["eu"].bus.on("trade", lambda: None)


def test_us():
    HUBS["us"].bus.on("trade", print)
    HUBS["us"].bus.off("trade", print)


def test_first():
    FIRST[0].bus.on("trade", lambda: None)
