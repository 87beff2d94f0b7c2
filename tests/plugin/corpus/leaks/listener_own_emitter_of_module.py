# run: discover
# leak: listener | test_badge | HUB
"""An emitter of our own making, reached through an object of the module's."""


class Hub:
    def __init__(self):
        self.callbacks = {}

    def on(self, event, callback):
        self.callbacks.setdefault(event, []).append(callback)  # <- born

    def emit(self, event, *args):
        for callback in self.callbacks.get(event, ()):
            callback(*args)


HUB = Hub()
HUB.on("boot", print)


def test_badge():
    seen = []
    HUB.on("badge", seen.append)
    HUB.emit("badge", 4)
    assert seen == [4]
