"""Following references without calling into anybody's code: only types, dictionaries and the garbage collector.

``isinstance``, ``repr`` and attribute access may run what a hostile object or a mock defines; none of them is used.
"""

from __future__ import annotations

import dis
import gc
import sys
from asyncio import AbstractEventLoop, Future
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack
from contextvars import Context
from logging import Logger, LoggerAdapter
from types import CodeType, FrameType, FunctionType, MethodType, ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import Account
from pytest_wshygiene.ownership.origin import FIRST_PARTY, origin

#: Objects looked at in one forward search before it gives up.
MOST = 5_000
_CONTAINERS: frozenset[type] = frozenset({dict, list, set, deque})
_DEAD_ENDS: tuple[type, ...] = (ModuleType, type, FunctionType, FrameType, CodeType, Context, Account)
_LEAD_EVERYWHERE: set[type] = {ModuleType, type, Logger, LoggerAdapter}
_STACKS = frozenset({ExitStack, AsyncExitStack})
_LOADS = ("LOAD_GLOBAL", "LOAD_NAME")
_HEAP_TYPE = 1 << 9  # a class statement made it


# The parts of trio's tree of tasks, and the attributes of each that lead downwards.
_BELOW: dict[str, tuple[str, ...]] = {
    "Nursery": ("_children",),
    "Task": ("coro", "_child_nurseries"),
    "CancelStatus": (),
    "CancelScope": (),
    "EpollIOManager": (),
    "KqueueIOManager": (),
}


#: Loops that are none of asyncio's, and the modules of their classes.
_LOOPS = {
    "Runner": "trio._core._run",
    "AsyncIOLoop": "tornado.platform.asyncio",
    "AsyncIOMainLoop": "tornado.platform.asyncio",
}


def add_dead_ends(*classes: type) -> None:
    """Further classes whose objects lead everywhere: from a request, pytest's session leads to all other tests."""
    _LEAD_EVERYWHERE.update(classes)


def is_loop(thing: object) -> bool:
    """True for an event loop, a library's cover of one, or a run of trio's, going by its real type."""
    cls = type(thing)
    return AbstractEventLoop in cls.__mro__ or (cls.__name__ in _LOOPS and module_of(cls) == _LOOPS[cls.__name__])


def is_dead_end(thing: object) -> bool:
    """Objects that lead everywhere: a search that enters them finds the whole program."""
    cls = type(thing)
    mro = cls.__mro__
    return cls in _DEAD_ENDS or not _LEAD_EVERYWHERE.isdisjoint(mro) or is_loop(thing)


def attributes(thing: object) -> dict[str, Any]:
    """The instance dictionary, empty for objects without one."""
    try:
        found = object.__getattribute__(thing, "__dict__")
    except Exception:
        return {}
    return found if type(found) is dict else {}


def referents(thing: object) -> list[Any]:
    """What the garbage collector sees in ``thing``; of a module, its namespace alone.

    The state of a C module has no name in any source. That of ``_asyncio`` lists freed objects in CPython 3.12.0 to
    3.12.5 (gh-122695): merely asking for them ties its free list into a circle, and the next collection never ends.
    """
    return [attributes(thing)] if ModuleType in type(thing).__mro__ else gc.get_referents(thing)


def children(thing: object) -> list[Any]:
    """What ``thing`` refers to, with an instance's dictionary opened; of trio's tree, only what is below it."""
    cls = type(thing)
    if cls.__name__ in _BELOW and module_of(cls).partition(".")[0] == "trio":
        return [value for name in _BELOW[cls.__name__] if (value := getattr(thing, name, None)) is not None]
    own = attributes(thing)
    if not _STACKS.isdisjoint(cls.__mro__):
        return [*_entered(own), *(value for name, value in own.items() if name != "_exit_callbacks")]
    return [*own.values(), *(child for child in referents(thing) if child is not own)]


def _entered(stack: dict[str, Any]) -> list[Any]:
    """What an exit stack will leave or call in the end."""
    found: list[Any] = []
    for _, callback in list(stack.get("_exit_callbacks", ())):
        if type(callback) is MethodType:
            found.append(callback.__self__)
        elif type(callback) is FunctionType:
            found += (part for value in closed_over(callback) for part in _called(value))
    return found


def _called(value: Any) -> list[Any]:
    """What a function, a bound method, or the arguments of a call stand for."""
    if type(value) is MethodType:
        return [value.__self__]
    if type(value) is FunctionType:
        return list(closed_over(value))
    return list(value) if type(value) is tuple else [value]


def closed_over(function: FunctionType) -> Iterator[Any]:
    """The values of the variables that a function has from around it."""
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # not filled yet
            continue


def named(code: CodeType, space: dict[str, Any], after: int = -1) -> Iterator[Any]:
    """The globals that are named in ``code`` from the instruction at ``after`` on, as far as they are objects."""
    names = [step.argval for step in dis.get_instructions(code) if step.offset > after and step.opname in _LOADS]
    for name in dict.fromkeys(names):
        value = space.get(name)
        if value is not None and not is_dead_end(value):
            yield value


def reachable(roots: Iterable[object], wanted: set[int], stops: set[int], most: int = MOST) -> set[int]:
    """Which of ``wanted`` (identities) can be reached from ``roots`` without passing through ``stops``."""
    found: set[int] = set()
    queue = deque(root for root in roots if not is_dead_end(root))
    seen = {id(root) for root in queue}
    looked = 0
    while queue and looked < most and found != wanted:
        thing = queue.popleft()
        looked += 1
        for child in children(thing):
            mark = id(child)
            if mark in seen:
                continue
            seen.add(mark)
            if mark in wanted:
                found.add(mark)
            if mark not in stops and not is_dead_end(child):
                queue.append(child)
    return found


def held_by(root: object, wanted: set[int], most: int = MOST) -> tuple[set[int], set[int]]:
    """What of ``wanted`` an object holds as its own: (through attributes only, through a library's containers).

    An attribute is a resource that the object made on first use, and a library's container is its pool. An entry in a
    dictionary of the user's is neither: it is a registration that somebody has to take back.
    """
    plain: set[int] = set()
    pooled: set[int] = set()
    seen = {id(root)}
    queue: deque[tuple[object, bool, bool]] = deque()
    if not is_dead_end(root):
        queue.append((root, is_library(type(root)), False))
    looked = 0
    while queue and looked < most:
        thing, of_library, in_pool = queue.popleft()
        looked += 1
        for child in children(thing):
            mark = id(child)
            if mark in seen or _is_waiter(child) or (is_dead_end(child) and mark not in wanted):
                continue
            seen.add(mark)
            contains = is_container(child)
            if contains and not of_library:
                continue
            pool = in_pool or contains
            if mark in wanted:
                (pooled if pool else plain).add(mark)
            passes = contains or type(child) is tuple
            if not is_dead_end(child):  # an event loop leads to everything
                queue.append((child, of_library if passes else is_library(type(child)), pool))
    return plain, pooled


def led_to(roots: Sequence[object], wanted: set[int], pools: bool = True) -> set[int]:
    """What of ``wanted`` any of ``roots`` may hold as `held_by` tells it, at the cost of one search for all of them.

    Without ``pools`` that is through attributes only. Objects of one owner lead to each other: looking from each of
    them would go through the same ones again.
    """
    found: set[int] = set()
    entered: dict[int, bool] = {}  # by identity: whether containers in it are to be entered
    queue: deque[tuple[object, bool]] = deque()
    for root in roots:
        if not is_dead_end(root):
            entered[id(root)] = pools and is_library(type(root))
            queue.append((root, entered[id(root)]))
    for _ in range(MOST * len(roots)):
        if not queue or found == wanted:
            break
        thing, of_library = queue.popleft()
        for child in children(thing):
            mark = id(child)
            before = entered.get(mark)
            if before or (before is not None and not of_library):
                continue
            contains = is_container(child)
            if (contains and not of_library) or _is_waiter(child) or (mark not in wanted and is_dead_end(child)):
                continue
            now = of_library if contains or type(child) is tuple else pools and is_library(type(child))
            if now == before:
                continue
            entered[mark] = now
            if mark in wanted:
                found.add(mark)
            if not is_dead_end(child):
                queue.append((child, now))
    return found


def keeps(root: object, wanted: object, most: int = 200) -> bool:
    """Whether a library's object has something among its attributes, or those of objects and containers in them.

    What belongs to the user, such as a handler, is not looked into, nor what is suspended.
    """
    seen = {id(root)}
    todo: list[object] = [root]
    for thing in todo:
        for child in children(thing) if len(seen) < most else ():
            if child is wanted:
                return True
            if id(child) not in seen and _is_inner(child):
                seen.add(id(child))
                todo.append(child)
    return False


def _is_inner(child: object) -> bool:
    cls = type(child)
    if is_container(child) or cls is tuple:
        return True
    return bool(cls.__flags__ & _HEAP_TYPE) and is_library(cls) and Future not in cls.__mro__ and not is_dead_end(child)


def is_container(thing: object) -> bool:
    """True for a dictionary, list, set or deque; also one of a class of its own, or one that is being recorded."""
    return not _CONTAINERS.isdisjoint(type(thing).__mro__)


def is_library(cls: type) -> bool:
    """True for a class that is not written in first-party code."""
    module = sys.modules.get(getattr(cls, "__module__", "") or "")
    file = getattr(module, "__file__", None)
    return not isinstance(file, str) or origin(file) != FIRST_PARTY


def module_of(cls: type) -> str:
    """The name of the module that a class says it is from."""
    name = cls.__dict__.get("__module__", "")
    return name if isinstance(name, str) else ""


def walk_slots(thing: object) -> Iterator[tuple[str, Any]]:
    """(name, value) of every filled slot of an instance."""
    for cls in type(thing).__mro__:
        for name, member in vars(cls).items():
            if type(member).__name__ == "member_descriptor":
                try:
                    yield name, member.__get__(thing)
                except AttributeError:
                    continue


def _is_waiter(thing: object) -> bool:
    """A plain future leads to whoever waits for it, which is nothing that its holder owns."""
    return type(thing) is Future
