"""Pools of the user's own: what an object of a wider fixture makes, keeps without a name, and closes in the end.

An entry under a key is a registration that somebody has to take back. What an object has made itself and keeps in a
list or a set is nobody's in particular: the next one who asks may get it, and the fixture's teardown closes it. The
same goes for what is under a key where nobody can ask for it to be taken back: its class only ends all of it.
"""

from __future__ import annotations

import sys
from asyncio import Task
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from types import FunctionType, MethodType
from typing import Any

from pytest_wshygiene.ownership.accounts import Account, Record
from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.references.bodies import ends_all_in
from pytest_wshygiene.references.following import (
    attributes,
    is_container,
    is_dead_end,
    is_library,
    reachable,
    walk_slots,
)

_UNKEYED: frozenset[type] = frozenset({list, set, deque})
#: Objects that are looked at from one fixture's value, and from one of its lists.
_MOST, _NEAR = 500, 200
_POOLED = frozenset({"socket", "connection", "session", "thread", "executor", "process"})


def pooled_by(root: object, wanted: dict[int, Record], owned: Set[int]) -> set[int]:
    """Which of ``wanted`` are in a pool of ``root``'s, or of an object that it has as an attribute.

    ``owned`` are the resources, by identity, that the fixture answers for already.
    """
    found = set()
    pools = list(pools_of(root))
    makers = {id(maker) for maker, _ in pools}  # a member may lead back, to what the maker has registered elsewhere
    for maker, pool in pools:
        members = list(dict.values(pool)) if dict in type(pool).__mro__ else pool
        made = {mark for mark, record in wanted.items() if _is_made_by(type(maker), record)}
        near = reachable(members, made, makers, most=_NEAR) | ({id(each) for each in members} & made)
        found |= {mark for mark in near if wanted[mark].kind in _POOLED or _drops_out(wanted[mark](), members)}
        ends = {mark for mark in made if wanted[mark].kind in _POOLED} | owned
        for member in members if made - found else ():
            found |= _with_member(maker, member, made - found, ends, makers)
    return found


def _with_member(maker: object, member: object, made: set[int], ends: Set[int], makers: set[int]) -> set[int]:
    """Which of ``made`` go with a member that is, or has, one of ``ends``: its reader task, the timer of its idling."""
    near = reachable([member], made | ends, makers, most=_NEAR) | {id(member)}
    if not near & ends:
        return set()
    beside = [
        dict.__getitem__(value, key)
        for value in attributes(maker).values()
        if dict in type(value).__mro__
        for key in list(dict.keys(value))
        if key is member
    ]
    return made & (near | {id(each) for each in beside})


def made_by_factory(fixture: Account, wanted: Mapping[int, tuple[Site, ...]]) -> set[int]:
    """Which of ``wanted`` (births by identity) a function inside of a fixture made, and put into its containers.

    These are what its teardown can reach. What others put there they registered.
    """
    made = {mark for mark, birth in wanted.items() if any(fixture.wrote(code) for code, _ in birth)}
    return {
        mark
        for mark in made
        for thing in (fixture.at_hand() if made else ())
        if is_container(thing) and reaches([thing], {mark})
    }


def kept_by_caller(fixture: Account, value: Callable[[], Any], wanted: set[int]) -> set[int]:
    """Which of ``wanted``, that others made for a fixture which called them, it has kept in its value or at hand."""
    return reachable([value(), *fixture.at_hand()], wanted, set()) if wanted else set()


def reaches(things: Iterable[object], wanted: set[int]) -> bool:
    """True where one of ``things`` is ``wanted``, or leads to something that is."""
    things = list(things)
    return any(id(thing) in wanted for thing in things) or bool(reachable(things, wanted, set(), most=_MOST))


def pools_of(root: object) -> Iterator[tuple[object, Any]]:
    """(object, container) of all attributes that are pools: without keys, also one for each key, or ended in one go."""
    queue, seen = deque([] if is_dead_end(root) else [root]), {id(root)}
    while queue and len(seen) < _MOST:
        thing = queue.popleft()
        for name, value in (*attributes(thing).items(), *walk_slots(thing)):
            is_keyed = dict in type(value).__mro__
            inner = list(dict.values(value)) if is_keyed else [value]
            yield from ((thing, each) for each in inner if not _UNKEYED.isdisjoint(type(each).__mro__))
            if is_keyed and inner and ends_all_in(type(thing), name):
                yield thing, value
            if id(value) not in seen and not is_dead_end(value) and not is_library(type(value)):
                seen.add(id(value))
                queue.append(value)


def _is_made_by(maker: type, record: Record) -> bool:
    """True for what a method of the class has made."""
    for cls in maker.__mro__:
        file = getattr(sys.modules.get(cls.__module__), "__file__", None)
        prefix = f"{cls.__qualname__}."
        if any(code.co_filename == file and code.co_qualname.startswith(prefix) for code, _ in record.birth):
            return True
    return False


def _drops_out(task: Any, members: Any) -> bool:
    """True for a background task that takes itself out of the set when it is done."""
    if not isinstance(task, Task):
        return False
    callbacks = [callback for callback, _ in getattr(task, "_callbacks", None) or ()]
    return any(
        getattr(callback, "__self__", None) is members
        for callback in callbacks
        if type(callback) not in (FunctionType, MethodType)
    )
