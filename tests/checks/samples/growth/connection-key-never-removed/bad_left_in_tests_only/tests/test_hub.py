# What the server never does.
from ..hub import Hub


def test_leave():
    hub, member = Hub(), object()
    hub.join(member)
    hub.leave(member)
    assert not hub.members
