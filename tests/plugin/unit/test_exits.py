"""Whoever looks at what is registered with ``atexit`` keeps none of it alive longer than ``atexit`` does."""

from __future__ import annotations

import atexit
import gc
import weakref

from pytest_wshygiene.adoption.exits import Exits
from pytest_wshygiene.ownership.patching import Patches


class Client:
    """Something that is closed at exit."""

    def close(self) -> None: ...


def test_what_is_taken_back_or_no_longer_watched_is_let_go() -> None:
    patches = Patches()
    exits = Exits(patches)
    first, second = Client(), Client()
    seen = [weakref.ref(first), weakref.ref(second)]
    for client in (first, second):
        atexit.register(client.close)
    assert exits.released({id(first), id(second)}) == {id(first), id(second)}
    atexit.unregister(first.close)
    assert exits.released({id(first), id(second)}) == {id(second)}
    assert patches.undo() == []
    atexit.unregister(second.close)
    del exits, patches, client, first, second
    gc.collect()
    assert [each() for each in seen] == [None, None]
