"""Declared emitters of libraries: who listens, and which line has registered whom."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from pytest_wshygiene.census.registries import Registry

blinker = pytest.importorskip("blinker")
pyee = pytest.importorskip("pyee.base")


class Client:
    """Somebody who listens."""

    def hear(self, *_: object, **__: object) -> None:
        """A handler."""


CLIENT = Client()


def _registers_with_pyee(emitter: Any) -> None:
    emitter.on("said", CLIENT.hear)


def _registers_once(emitter: Any) -> None:
    emitter.once("left", CLIENT.hear)


def _connects(signal: Any) -> None:
    signal.connect(CLIENT.hear, weak=False)


def _connects_to_one_sender(signal: Any) -> None:
    signal.connect(CLIENT.hear, sender=CLIENT)


@pytest.mark.parametrize(
    ("make", "register", "told"),
    [
        (lambda: pyee.EventEmitter(), _registers_with_pyee, "`Client.hear` of 'said'"),
        (lambda: pyee.EventEmitter(), _registers_once, "`Client.hear` of 'left'"),
        (lambda: blinker.Signal(), _connects, "`Client.hear`"),
        (lambda: blinker.NamedSignal("said"), _connects_to_one_sender, "`Client.hear` of 'said'"),
    ],
)
def test_a_listener_is_told_with_its_event_and_its_line(
    make: Callable[[], Any], register: Callable[[Any], None], told: str
) -> None:
    emitter = make()
    registry = Registry("app.BUS", lambda: emitter)
    register(emitter)
    [token] = registry.entries()
    births = [code.co_name for code, _ in registry.birth_of([token])]
    registry.restore()
    assert str(token) == told
    assert register.__name__ in births
    assert set(registry.entries()) == {token}


def test_a_copy_of_an_emitter_is_not_watched_and_what_was_put_in_its_place_is_taken_out() -> None:
    signal = blinker.Signal()
    before = type(signal.receivers)
    registry = Registry("app.SIGNAL", lambda: signal)
    other = copy.copy(signal.receivers)
    registry.restore()
    assert type(other) is type(signal.receivers) is before
