# leak: registry | test_whispers | rooms | grew 1 -> 2 | new: 'booth'
"""A room is left empty while a member of another one goes: neither has taken the place of the other."""

import pytest

ROOMS = {}


@pytest.fixture(scope="module")
def regulars():
    ROOMS["bar"] = {"ann", "bob"}
    yield
    ROOMS.clear()


def test_whispers(regulars, wshygiene):
    wshygiene.watch("rooms", ROOMS)
    ROOMS.setdefault("booth", set()).add("eve")  # <- born
    ROOMS["booth"].discard("eve")
    ROOMS["bar"].discard("bob")


def test_moves(regulars, wshygiene):
    wshygiene.watch("rooms", ROOMS)
    ROOMS["bar"].discard("ann")
    ROOMS["bar"].add("joe")
