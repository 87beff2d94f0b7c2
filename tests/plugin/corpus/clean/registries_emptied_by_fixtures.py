# run: discover
# clean: what tests leave in a registry is the fixture's to clear, function by function or at the end of the module
import itertools

import pytest

PLAYERS = {}
SCORES = []
COUNTER = itertools.count()


@pytest.fixture(autouse=True)
def empty_table():
    yield
    PLAYERS.clear()


@pytest.fixture(scope="module")
def scores():
    yield SCORES
    SCORES.clear()


def test_two_players():
    PLAYERS[next(COUNTER)] = "ann"
    PLAYERS[next(COUNTER)] = "bob"


def test_score(scores):
    scores.append(next(COUNTER))


def test_put_and_taken():
    key = next(COUNTER)
    PLAYERS[key] = "cy"
    del PLAYERS[key]
