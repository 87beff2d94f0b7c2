"""Handlers in a declared container: functions under an event, told as listeners are."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from pytest_wshygiene.census.listeners import Heard, listeners_in
from pytest_wshygiene.census.tokens import as_added


def handlers_among(container: Any, tokens: Iterable[Hashable]) -> list[Heard]:
    """What ``tokens`` stand for, where all of it is functions under an event; nothing otherwise.

    An object that only has a function among its attributes is a client, or a room, and not a handler.
    """
    wanted = [as_added(token) for token in tokens]
    left = set(wanted)
    heard = [each for each in listeners_in(container) if type(each) is Heard and each.added_as[0] in left]
    known = {token for each in heard for token in each.added_as}
    if not left <= known or not all(each.is_function and each.event for each in heard):
        return []
    events = {each.added_as[1] for each in heard if len(each.added_as) > 1}
    return heard[-sum(token not in events for token in wanted) :]
