"""What tests of ``no_leaks()`` leak on purpose, expect of a block, and see to: that it leaves no patch behind."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pytest_wshygiene import Leak, LeakError

#: Leaks of these tests do not go away: nothing is gained by waiting for them.
SOON = 0.02

SPACES: list[Any] = [
    asyncio.BaseEventLoop,
    asyncio.Lock,
    asyncio.Semaphore,
    asyncio.base_events.Server,
    asyncio.runners,
    asyncio.selector_events._SelectorTransport,
    socket.socket,
    threading,
    threading.Thread,
]


def survey() -> dict[tuple[int, str], Any]:
    """Everything in the places that get patched."""
    return {(index, name): value for index, space in enumerate(SPACES) for name, value in vars(space).items()}


@pytest.fixture
def patches_undone() -> Iterator[None]:
    """The test may leave no patch behind."""
    before = survey()
    yield
    left = [key for key, value in survey().items() if before.get(key) is not value]
    for index, name in left:
        setattr(SPACES[index], name, before[index, name])  # the next test starts clean
    assert sorted(name for _, name in left) == []


class Kept:
    """Sockets that are left open on purpose, until the test is over."""

    def __init__(self) -> None:
        self.sockets: list[socket.socket] = []

    def leak(self, count: int = 1) -> int:
        """Open ``count`` sockets."""
        for _ in range(count):
            self.sockets.append(socket.socket())
        return count


@pytest.fixture
def kept() -> Iterator[Kept]:
    """Sockets to leak, which are closed when the test is over."""
    made = Kept()
    yield made
    for sock in made.sockets:
        sock.close()


@contextmanager
def leaks(*kinds: str) -> Iterator[list[Leak]]:
    """The block ends in a LeakError with leaks of these kinds, which the list then has."""
    found: list[Leak] = []
    with pytest.raises(LeakError) as caught:
        yield found
    found += caught.value.leaks
    assert [leak.kind for leak in found] == list(kinds)
