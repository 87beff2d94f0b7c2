# run: discover
# leak: listener | test_greeting | joined | born: nowhere
"""blinker: `connect(weak=False)` on a module's signal."""

from blinker import Signal

joined = Signal()


def test_greeting():
    greeted = []
    joined.connect(lambda sender, **extra: greeted.append(sender), weak=False)
    joined.send("ann")
    assert greeted == ["ann"]
