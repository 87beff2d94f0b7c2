"""Whether the objects of an owner lead to anything at all, asked of all of them at once."""

from __future__ import annotations

import random
from queue import Queue
from typing import Any

import pytest

from pytest_wshygiene.references import following
from pytest_wshygiene.references.following import held_by, led_to


class Mine:
    """An object of the user's."""

    def __init__(self, **attributes: Any) -> None:
        vars(self).update(attributes)


def library(*entries: object) -> Queue[object]:
    """A library's object with entries in a container of its own."""
    made: Queue[object] = Queue()
    made.queue.extend(entries)
    return made


def test_it_is_what_each_of_them_holds() -> None:
    thing = Mine()
    for root in (Mine(own=thing), library(thing), Mine(pool=library(thing)), Mine(pair=(thing, 1))):
        assert led_to([Mine(), root], {id(thing)}) == {id(thing)}
        assert set().union(*held_by(root, {id(thing)})) == {id(thing)}


def test_what_was_registered_with_the_user_is_not_held() -> None:
    thing = Mine()
    assert led_to([Mine(clients={"ann": thing}), Mine(clients=[thing])], {id(thing)}) == set()


def test_pools_are_left_out_where_they_are_not_asked_for() -> None:
    pooled, own = Mine(), Mine()
    root = Mine(pool=library(pooled), own=own)
    assert led_to([root], {id(pooled), id(own)}, pools=False) == {id(own)}


def test_a_container_that_the_user_has_as_well_is_a_librarys_all_the_same() -> None:
    thing = Mine()
    pool = library(thing)
    assert led_to([Mine(shared=pool.queue, pool=pool)], {id(thing)}) == {id(thing)}


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_missed_that_one_of_them_holds(seed: int) -> None:
    chance = random.Random(seed)
    things: list[Any] = [Mine() if chance.random() < 0.6 else library() for _ in range(40)]
    for at, thing in enumerate(things):
        for number in range(chance.randrange(4)):
            other = things[chance.randrange(len(things))]
            inside = chance.choice([other, (other,), [other], {"key": other}])
            if isinstance(thing, Queue):
                thing.queue.append(inside)
            else:
                setattr(thing, f"part_{at}_{number}", inside)
    roots, wanted = things[:5], set(map(id, things[30:]))
    each = set().union(*(part for root in roots for part in held_by(root, wanted)))
    assert led_to(roots, wanted) >= each


def test_what_many_lead_to_is_gone_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Mine(parts=tuple(Mine() for _ in range(50)))
    looked_at: list[int] = []
    original = following.children
    monkeypatch.setattr(following, "children", lambda thing: looked_at.append(id(thing)) or original(thing))
    led_to([Mine(shared=shared) for _ in range(20)], {0})
    assert len(looked_at) == len(set(looked_at))
