# run: discover
# leak: registry | test_private_room | ROOMS
"""A room per conversation: the member leaves, the empty set stays."""

import collections
import uuid

ROOMS = collections.defaultdict(set)


def enter(room, user):
    ROOMS[room].add(user)  # <- born


def leave(room, user):
    ROOMS[room].discard(user)


def test_private_room():
    room = uuid.uuid4().hex
    enter(room, "ann")
    leave(room, "ann")
