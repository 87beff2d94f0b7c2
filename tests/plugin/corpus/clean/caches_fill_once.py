# run: discover
# clean: caches and memo tables that fill up to what there is to know
import functools
import re

COLOURS = {}
PATTERNS = {}
PARSED = []


def colour(name):
    if name not in COLOURS:
        COLOURS[name] = f"#{abs(hash(name)) % 0xFFFFFF:06x}"
    return COLOURS[name]


@functools.lru_cache(maxsize=64)
def square(number):
    return number * number


def compiled(pattern):
    return PATTERNS.setdefault(pattern, re.compile(pattern))


def parse_once():
    if not PARSED:
        PARSED.extend(["a", "b"])
    return PARSED


def test_colour():
    assert colour("red") == colour("red")


def test_square():
    assert [square(number) for number in range(5)] == [0, 1, 4, 9, 16]


def test_pattern():
    assert compiled("a+b").match("aab")


def test_parse():
    assert parse_once() is parse_once()
