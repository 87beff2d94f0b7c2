# run: discover
# clean: monkeypatch, fixtures that swap a registry, and patch.dict
from unittest import mock

import pytest

HANDLERS = {"a": print}
USERS = []
FLAGS = {"fast": True}


@pytest.fixture
def users():
    global USERS
    before, USERS = USERS, []
    yield USERS
    USERS = before


def test_monkeypatched_item(monkeypatch):
    monkeypatch.setitem(HANDLERS, "b", repr)
    assert len(HANDLERS) == 2


def test_swapped(users):
    users.append("ann")
    USERS.append("bob")


def test_patch_dict():
    with mock.patch.dict(FLAGS, slow=True):
        assert FLAGS == {"fast": True, "slow": True}


@mock.patch(f"{__name__}.FLAGS", new_callable=dict)
def test_patch(flags):
    flags["x"] = 1
