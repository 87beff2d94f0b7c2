"""A fixture's function opens a file for whoever asks first, and the fixture's teardown closes it."""

import pytest


@pytest.fixture(scope="module")
def journal(tmp_path_factory):
    opened = []
    path = tmp_path_factory.mktemp("journal") / "today"

    def latest():
        if not opened:
            opened.append(path.open("w"))
        return opened[0]

    yield latest
    for file in opened:
        file.close()


def test_first_line(journal):
    assert journal().write("first") == 5


def test_second_line(journal):
    assert journal().write("second") == 6
