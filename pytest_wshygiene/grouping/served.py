"""What a server keeps for a connection whose client is told as a leak: its handler still runs, and may take it out.

It is the client that was left open. Whether the server would have forgotten it, the next run tells that closes it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from types import FunctionType
from typing import Any

from pytest_wshygiene.grouping.far_ends import OTHER_SIDE, other_end
from pytest_wshygiene.grouping.folding import REGISTRY
from pytest_wshygiene.grouping.joining import Group
from pytest_wshygiene.grouping.surroundings import is_users
from pytest_wshygiene.model import Leak
from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.probes.panel import Panel
from pytest_wshygiene.probes.tasks import coroutine_of
from pytest_wshygiene.references.following import closed_over, is_container, is_library, reachable
from pytest_wshygiene.suspended.stacks import await_chain

#: Objects that are looked at from an entry, which may lead to anything, and from what serves a connection.
_NEAR, _WIDE = 60, 500
#: Entries of one container that are looked at, the newest first.
_MOST = 200
_ITERATED: tuple[Any, ...] = (list, set, frozenset, deque)


class Served:
    """The far sides of connections that are about to be told, and the leaks that they belong to."""

    def __init__(
        self, groups: Sequence[Group], leaks: Sequence[Leak], panel: Panel, records: Collection[Record]
    ) -> None:
        #: One for each group, with the containers that have grown for them alone among their parts.
        self.leaks = list(leaks)
        self._groups = groups
        self._panel = panel
        self._records = records

    def takes(self, path: str, container: Any, before: int, after: int, is_inside: bool = False) -> bool:
        """Whether all that a container has grown by is kept for far sides; then it is a part of the first one's leak.

        ``is_inside`` where what is counted are the members of its members.
        """
        if not self._sides or not is_container(container):
            return False
        found = [self._side_of(entry) for entry in islice(_entries(container, is_inside), _MOST)]
        homes = [at for at in found if at is not None]
        if not 0 < after - before <= len(homes):
            return False
        leak, part = self.leaks[homes[0]], f"{REGISTRY}{path} {before} -> {after}, for the other side, which is open"
        first = sum(each.startswith((OTHER_SIDE, REGISTRY)) for each in leak.parts)
        self.leaks[homes[0]] = replace(leak, parts=(*leak.parts[:first], part, *leak.parts[first:]))
        return True

    @cached_property
    def _sides(self) -> dict[int, int]:
        """The group of every far side, by the identity of that; looked for where something has grown."""
        return {mark: at for at, made in enumerate(self._groups) for mark in self._far_sides(made)}

    def _side_of(self, entry: object) -> int | None:
        """The group whose far side an entry is, or leads to."""
        sides, roots = self._sides, list(_roots(entry))
        near = [id(root) for root in roots if id(root) in sides]
        near = near or list(reachable(roots, set(sides), set(), most=_NEAR))
        return sides[near[0]] if near else None

    def _far_sides(self, made: Group) -> Iterator[int]:
        """The other end, and what the code that the connection runs has in hand: a ``WebSocket`` of Starlette's."""
        if made.whole.record.kind not in ("connection", "socket"):
            return
        other = other_end(made, self._panel, self._records)
        if other is not None:
            yield id(other.resource)
        whole = {id(made.whole.resource)}
        recorded = {record.key for record in self._records}
        for value in _in_hand(made):
            if is_library(type(value)) and id(value) not in recorded and reachable([value], whole, set(), most=_WIDE):
                yield id(value)


def _in_hand(made: Group) -> Iterable[object]:
    """The locals of the user's code that a library runs in a task of its own for the connection."""
    for part in made.parts:
        frames = await_chain(coroutine_of(part.resource)) if part.record.kind == "task" else []
        if frames and not is_users(frames[0].f_code):
            yield from (value for frame in frames if is_users(frame.f_code) for value in frame.f_locals.values())


def _roots(entry: object) -> Iterator[object]:
    """An entry, or its parts; of a handler what it has from around it, since functions lead everywhere."""
    if type(entry) is tuple:
        yield from (root for part in entry for root in _roots(part))
    elif is_container(entry):
        yield from (root for part in _members(entry) for root in _closed_over(part))
    else:
        yield from _closed_over(entry)


def _closed_over(thing: object) -> Iterable[object]:
    return closed_over(thing) if type(thing) is FunctionType else (thing,)


def _entries(container: Any, is_inside: bool) -> Iterator[object]:
    """The members of a container, or those of its members; the newest first where they have an order."""
    if is_inside:
        for member in filter(is_container, reversed(_members(container))):
            yield from _members(member)
    elif dict in type(container).__mro__:
        yield from reversed(list(dict.items(container)))  # the connection may be the key
    else:
        yield from reversed(_members(container))


def _members(container: Any) -> list[object]:
    """The values of a dictionary, or the members of another container, whatever its class makes of going through it."""
    mro = type(container).__mro__
    if dict in mro:
        return list(dict.values(container))
    return next((list(base.__iter__(container)) for base in _ITERATED if base in mro), [])
