# run: discover
# clean: a module's server forgets everybody when it is stopped, in a function that its fixture has never heard of
import itertools

import pytest

NAMES = {}
COUNT = itertools.count()


def forget_all():
    for name in list(NAMES):
        forget(name)


def forget(name):
    NAMES.pop(name, None)


class Directory:
    members = {}

    def __init__(self):
        self.is_open = True

    def join(self, name):
        NAMES[name] = Directory.members[name] = self

    def stop(self):
        self.is_open = False
        forget_all()
        self.members.clear()


@pytest.fixture(scope="module")
def directory():
    directory = Directory()
    yield directory
    directory.stop()


def test_ann(directory):
    directory.join(next(COUNT))


def test_bob(directory):
    directory.join(next(COUNT))
    assert directory.is_open
