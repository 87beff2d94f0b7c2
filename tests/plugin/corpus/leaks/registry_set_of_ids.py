# run: discover
# leak: registry | test_replay_is_refused | SEEN
"""Nonces are remembered for ever, in a set of plain strings."""

import uuid

SEEN = set()


def accept(nonce):
    if nonce in SEEN:
        return False
    SEEN.add(nonce)  # <- born
    return True


def test_replay_is_refused():
    nonce = uuid.uuid4().hex
    assert accept(nonce)
    assert not accept(nonce)
