"""Pollers and maps of C's that somebody closes."""

import mmap
import pickle
import select
from functools import singledispatch

import pytest


class Loop:
    def poll(self):
        if not hasattr(self, "poller"):
            self.poller = select.epoll()
        return self.poller.poll(0)


@pytest.fixture(scope="module")
def poller():
    made = []

    def poll():
        if not made:
            made.append(select.epoll())
        return made[0]

    yield poll
    made[0].close()


@pytest.fixture(scope="module")
def loop():
    made = Loop()
    yield made
    made.poller.close()


def test_first_use_of_a_fixtures_poller(poller):
    assert poller().poll(0) == []


def test_poller_in_a_with():
    with select.epoll() as poller:
        assert poller.poll(0) == []


def test_poller_is_dropped():
    assert select.epoll().poll(0) == []


def test_class_of_pollers():
    assert issubclass(select.epoll, select.epoll)
    assert callable(select.epoll.fromfd)


def test_first_use_of_a_loop(loop):
    assert loop.poll() == []


def test_map_in_a_with(tmp_path):
    (tmp_path / "page").write_bytes(b"x" * 16)
    with (tmp_path / "page").open("r+b") as file, mmap.mmap(file.fileno(), 0) as page:
        assert page[:1] == b"x"


def test_class_of_maps(tmp_path):
    @singledispatch
    def nature(thing):
        return "anything"

    @nature.register(mmap.mmap)
    def _(page):
        return "map"

    (tmp_path / "page").write_bytes(b"x" * 16)
    with (tmp_path / "page").open("r+b") as file, mmap.mmap(file.fileno(), 0) as page:
        assert nature(page) == "map"
        assert {mmap.mmap: 1}[type(page)] == 1
        assert type(page) in (mmap.mmap, int)
    assert pickle.loads(pickle.dumps(mmap.mmap)) is mmap.mmap


def test_map_is_dropped(tmp_path):
    (tmp_path / "page").write_bytes(b"x" * 16)
    with (tmp_path / "page").open("r+b") as file:
        assert mmap.mmap(file.fileno(), 0)[:1] == b"x"
