# run: discover
# clean: one fixture puts something into a registry, another one's teardown takes it out, both of the same test
import sys

import pytest

ROOMS = {}
HANDLERS = {"message": []}
DRAFTS = []


@pytest.fixture(autouse=True)
def clean_slate():
    yield
    ROOMS.clear()
    HANDLERS["message"].clear()


@pytest.fixture
def lobby():
    ROOMS["lobby"] = {"ann"}
    return "lobby"


@pytest.fixture
def handler():
    HANDLERS["message"].append(print)


def test_lobby(lobby):
    assert ROOMS[lobby]


def test_handler(handler):
    assert HANDLERS["message"] == [print]


@pytest.fixture
def patched(monkeypatch):
    monkeypatch.setitem(ROOMS, "attic", set())
    monkeypatch.setattr(sys.modules[__name__], "DRAFTS", ["a"])


def test_patched(patched):
    assert DRAFTS == ["a"]
