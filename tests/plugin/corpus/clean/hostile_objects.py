# run: discover
# clean: objects whose dunder methods raise, lie or block must not be touched
from unittest import mock


class Hostile:
    def __repr__(self):
        raise RuntimeError("do not look at me")

    __str__ = __len__ = __hash__ = __eq__ = __bool__ = __repr__

    def __getattr__(self, name):
        raise RuntimeError(f"no {name}")


class Liar:
    __class__ = dict

    def __len__(self):
        raise AssertionError("asked for its length")


THINGS = [Hostile(), Liar(), mock.MagicMock(), mock.AsyncMock()]
BY_KEY = {1: Hostile()}


def test_swap():
    THINGS[0], THINGS[1] = THINGS[1], THINGS[0]


async def test_mocked_server():
    server = mock.AsyncMock()
    server.sockets = [mock.MagicMock()]
    await server.start()
    assert server.start.await_count == 1


def test_replaced():
    BY_KEY[1] = Hostile()
