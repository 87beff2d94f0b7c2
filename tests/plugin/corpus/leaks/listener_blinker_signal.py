# run: discover
# leak: listener | test_greeting | joined.disconnect(receiver)` where
"""blinker: `connect(weak=False)` on a module's signal."""

from blinker import Signal

joined = Signal()


def test_greeting():
    greeted = []
    joined.connect(lambda sender, **extra: greeted.append(sender), weak=False)  # <- born
    joined.send("ann")
    assert greeted == ["ann"]
