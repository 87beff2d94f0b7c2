"""Whoever looks at what is registered with ``atexit`` keeps none of it alive longer than ``atexit`` does."""

from __future__ import annotations

import atexit
import gc
import weakref
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from types import SimpleNamespace

import pytest

from pytest_wshygiene.adoption.exits import Exits
from pytest_wshygiene.ownership.patching import Patches

INSIDE = "import atexit\ndef register(call):\n    atexit.register(call)"


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


def function_in(file: str) -> Callable[[Callable[[], None]], None]:
    """What registers a call, in code that says it is written in ``file``."""
    names: dict[str, Callable[[Callable[[], None]], None]] = {}
    exec(compile(INSIDE, file, "exec"), names)
    return names["register"]


@pytest.mark.parametrize("file", ["/lib/site-packages/_pytest/tmpdir.py", __file__])
def test_a_stack_that_takes_itself_back_leads_to_nothing_of_the_sessions(file: str) -> None:
    patches = Patches()
    exits = Exits(patches)
    value, own = Client(), Client()
    exits.later = partial(lambda session: (), SimpleNamespace(items=[SimpleNamespace(funcargs={"client": value})]))
    stack = ExitStack()
    stack.callback(own.close)
    stack.callback(atexit.unregister, stack.close)
    function_in(file)(stack.close)
    assert exits.released({id(value), id(own)}) == ({id(own)} if file == __file__ else set())
    stack.close()
    assert patches.undo() == []
