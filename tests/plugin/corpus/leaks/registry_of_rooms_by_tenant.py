# run: discover
# leak: registry | test_join | `registry_of_rooms_by_tenant.MEMBERS` grew 0 -> 1 | ['acme'] ['lobby'] | born: join
# leak: registry | test_join_one_that_is_there | `registry_of_rooms_by_tenant.STANDING[*]` | born: standing
# leak: registry | test_deadline | `registry_of_rooms_by_tenant.DEADLINES` grew 0 -> 1 | born: push
"""Rooms of a tenant of a server: what grows is two dictionaries deep. And a heap, which C code pushes to."""

import collections
import heapq
import itertools

NUMBERS = itertools.count()
MEMBERS = collections.defaultdict(lambda: collections.defaultdict(set))
STANDING = {"acme": {"lobby": []}}
LEFT_AGAIN = collections.defaultdict(lambda: collections.defaultdict(set))
SETTINGS = {}
DEADLINES = []
DONE = []


def test_join():
    MEMBERS["acme"]["lobby"].add(next(NUMBERS))  # <- join


def test_join_one_that_is_there():
    STANDING["acme"]["lobby"].append(next(NUMBERS))  # <- standing


def test_join_and_leave():
    number = next(NUMBERS)
    LEFT_AGAIN["acme"]["lobby"].add(number)
    LEFT_AGAIN["acme"]["lobby"].remove(number)


def test_settings_are_read_once():
    SETTINGS.setdefault("acme", {}).setdefault("lobby", {"limit"})


def test_deadline():
    heapq.heappush(DEADLINES, (3.0, next(NUMBERS)))  # <- push


def test_deadline_that_is_met():
    heapq.heappush(DONE, (3.0, next(NUMBERS)))
    heapq.heappop(DONE)
