"""Pools of the whole program: clients of libraries that were there when a first-party module had been imported.

What such a client opens on a test's behalf and keeps for the next call is nobody's to close while the program runs.
The same goes for what a library starts for itself when it is first used, such as the monitor of progress bars.
"""

from __future__ import annotations

import io
import os
import sys
from asyncio import Runner, all_tasks
from collections import deque
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from threading import Thread, local
from types import CodeType, ModuleType
from typing import Any

from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.ownership.origin import FIRST_PARTY, LIBRARY, installed_package, is_stdlib, origin
from pytest_wshygiene.references.ages import was_imported
from pytest_wshygiene.references.following import (
    attributes,
    held_by,
    is_dead_end,
    is_library,
    is_loop,
    led_to,
    module_of,
)

Sites = tuple[Site, ...]
#: What a private object of a library's may have made for the library: a thread, or a file of any kind.
_OWN: frozenset[type] = frozenset({Thread, io.IOBase.__mro__[1]})
#: Objects of the user's that are looked at in search of a library's.
_MOST = 2_000


def kept_by_program(wanted: Mapping[int, Sites]) -> set[int]:
    """Which of ``wanted`` (births by identity) a library's client has made, and keeps in a container of its own."""
    found: set[int] = set()
    for client in _clients() if wanted else ():
        package = module_of(type(client)).partition(".")[0]
        made = {mark for mark, birth in wanted.items() if _is_made_by(package, birth)}
        if made:
            found |= held_by(client, made)[1]
    return found


def workers_of_program(wanted: Mapping[int, Sites]) -> set[int]:
    """Which of ``wanted`` work for an executor that the program has: it starts them when there is work."""
    made = {mark for mark, birth in wanted.items() if _is_made_by("concurrent", birth)}
    executors = [thing for thing in _of_libraries() if _is_executor(type(thing))] if made else []
    return set().union(*(part for executor in executors for part in held_by(executor, made)))


def loops_of_program(wanted: Mapping[int, Sites]) -> set[int]:
    """Which of the event loops ``wanted`` a runner has made that the program has: it makes one when it first runs."""
    made = {mark for mark, birth in wanted.items() if _is_made_by("asyncio", birth)}
    runners = [thing for thing in _of_libraries() if Runner in type(thing).__mro__] if made else []
    return set().union(*(part for runner in runners for part in held_by(runner, made)))


def kept_by_libraries(wanted: Mapping[int, Sites]) -> set[int]:
    """Which of ``wanted`` an installed library has started, and keeps in a variable of its own module or class.

    Threads and processes of an executor that is kept so are among them, the sockets of an event loop, and threads
    and files of an object in a private variable. What is further away is not: a library's list of its clients holds the
    clients of tests.
    """
    found: set[int] = set()
    for package in {maker(birth) for birth in wanted.values()} - {""}:
        made = {mark for mark, birth in wanted.items() if maker(birth) == package}
        for thing in _variables(package):
            if id(thing) in made:
                found.add(id(thing))
            if _is_executor(type(thing)):
                found |= set().union(*held_by(thing, made))
            elif is_loop(thing):
                found |= made & set(map(id, attributes(thing).values()))
    return found


def services_of_program(wanted: Mapping[int, Sites], closable: set[int]) -> set[int]:
    """Which of the tasks ``wanted`` a library's object has started to run for itself, such as a server's sweeper.

    It has none of ``closable``: what has a connection to close ends its tasks with that.
    """
    found: set[int] = set()
    made = {mark for mark, birth in wanted.items() if birth and origin(birth[0][0].co_filename) == LIBRARY}
    clients = list(_clients()) if made else []
    for client in clients if led_to(clients, made, pools=False) else ():
        plain, pooled = held_by(client, made | closable)
        if not (plain | pooled) & closable and id(client) not in closable:
            found |= plain & made
    return found


def is_service(task: Any, birth: Sites) -> bool:
    """True for a task that an installed library runs for itself: a function of its module that is given nothing.

    Such a one cannot belong to any client in particular, unless the library has started it again while it was running:
    then it is begun for somebody. Of trio's it is a system task, which is to end with the run.
    """
    if module_of(type(task)).startswith("trio."):
        around = tuple(site for site in birth if installed_package(site[0].co_filename) != "trio")
        return _is_system_task(task) and maker(around) != ""
    code = getattr(task.get_coro(), "cr_code", None) if hasattr(type(task), "get_coro") else None
    if code is None or code.co_argcount or code.co_freevars or "." in code.co_qualname:
        return False
    return installed_package(code.co_filename) == maker(birth) != "" and not _runs_twice(code, task.get_loop())


def _runs_twice(code: CodeType, loop: Any) -> bool:
    """True where several tasks of one loop run the same function."""
    others = (each.get_coro() for each in all_tasks(loop))  # without those that are done
    return sum(getattr(other, "cr_code", None) is code for other in others) > 1


def _is_system_task(task: Any) -> bool:
    """True for one that is beside the main task of trio's run: the task above them all has no nursery around it."""
    nursery = getattr(task, "parent_nursery", None)
    return nursery is not None and nursery.parent_task.parent_nursery is None


def _variables(package: str) -> Iterator[Any]:
    """What modules of a package and their classes have as variables, and threads and files of their private objects."""
    for name, module in sys.modules.copy().items():
        if type(module) is ModuleType and name.partition(".")[0] == package:
            for variable, value in vars(module).copy().items():
                yield from _values(value)
                if variable.startswith("_") and module_of(type(value)).partition(".")[0] == package:
                    yield from (each for each in attributes(value).values() if not _OWN.isdisjoint(type(each).__mro__))
                if type in type(value).__mro__ and module_of(value) == name:
                    yield from list(vars(value).values())


def _values(variable: Any) -> Iterator[Any]:
    """A variable, or what it is in this context and in this thread."""
    yield variable
    if type(variable) is ContextVar:
        yield variable.get(None)
    elif type(variable) is local:
        yield from list(local.__getattribute__(variable, "__dict__").values())


def _is_executor(cls: type) -> bool:
    return any(base.__name__ == "Executor" and module_of(base) == "concurrent.futures._base" for base in cls.__mro__)


def _clients() -> Iterator[Any]:
    """Those that are of installed libraries."""
    return (thing for thing in _of_libraries() if _is_installed(type(thing)))


def _of_libraries() -> Iterator[Any]:
    """Objects of libraries that first-party modules lead to by attributes alone, since their import."""
    queue = deque(value for module in _modules() for value in list(vars(module).values()))
    seen: set[int] = set()
    while queue and len(seen) < _MOST:
        thing = queue.popleft()
        if id(thing) in seen or is_dead_end(thing) or not was_imported(thing):
            continue
        seen.add(id(thing))
        if not is_library(type(thing)):
            queue += attributes(thing).values()
        else:
            yield thing


def _modules() -> list[ModuleType]:
    return [
        module
        for module in list(sys.modules.values())
        if type(module) is ModuleType
        and isinstance(file := getattr(module, "__file__", None), str)
        and origin(file) == FIRST_PARTY
    ]


def _is_installed(cls: type) -> bool:
    file = getattr(sys.modules.get(module_of(cls)), "__file__", None)
    return isinstance(file, str) and not is_stdlib(file)


def maker(birth: Sites) -> str:
    """The installed package whose code has made something while it was called from the user's; empty if none has."""
    for code, _ in birth:
        if origin(code.co_filename) != LIBRARY:
            return ""
        if package := installed_package(code.co_filename):
            return package
    return ""


def _is_made_by(package: str, birth: Sites) -> bool:
    """True for what code of the package has made while it was called from the user's."""
    part = f"{os.sep}{package}{os.sep}"
    for code, _ in birth:
        kind = origin(code.co_filename)
        if kind != LIBRARY:
            return False
        if part in code.co_filename:
            return True
    return False
