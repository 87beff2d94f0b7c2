"""Where a reference path may start: objects that a person recognises, the best ones first."""

from __future__ import annotations

import asyncio
import sys
from asyncio import Task
from contextvars import Context
from logging import Logger
from types import FrameType, ModuleType
from typing import Any

from pytest_wshygiene.ownership.origin import FIRST_PARTY, OURS, origin
from pytest_wshygiene.references.following import attributes, is_loop, module_of
from pytest_wshygiene.references.naming import TESTS, is_test
from pytest_wshygiene.suspended.stacks import thread_stack

MODULE, TEST_MODULE, FIXTURE, THREAD, TASK, FRAME, CONTEXT, LOGGER, TEST, INSTALLED, LOOP, STDLIB = range(12)

# What these hold, they hold for the length of a test run: a path through them explains nothing.
_HARNESS = ("pytest_wshygiene", "_pytest.", "pluggy", "pytest_asyncio", "anyio.pytest_plugin", "xdist")
# Their fixtures are the policy and the runner: to hold what a loop runs, they need not be mentioned.
_OF_LOOPS = ("pytest_asyncio", "anyio.pytest_plugin")


class Roots:
    """The modules and running frames of this moment."""

    def __init__(self) -> None:
        #: The names of modules, by the identity of their namespace.
        self.modules = {
            id(module.__dict__): name
            for name, module in sys.modules.copy().items()
            if ModuleType in type(module).__mro__
        }
        if (current := _current_loop()) is not None:
            self.modules[id(current)] = "asyncio.events._event_loop_policy._local"
        self._spaces: dict[int, list[dict[str, Any]]] = {}  # by rank, made when it is first asked for
        self._frames: set[int] = set()
        self._running = frozenset(sys._current_frames())
        for ident in self._running:
            self._frames.update(map(id, thread_stack(ident)))  # a variable for a frame would tie it to itself

    def spaces(self, rank: int) -> list[dict[str, Any]]:
        """The namespaces of the modules of one rank."""
        if not self._spaces:
            for name, module in sys.modules.copy().items():
                if ModuleType in type(module).__mro__:
                    self._spaces.setdefault(module_rank(name), []).append(vars(module))
        return self._spaces.get(rank, [])

    def rank(self, holder: Any) -> int | None:
        """How good a start the object is, the lower the better; None for one that explains nothing by itself."""
        if id(holder) in self.modules:
            return module_rank(self.modules[id(holder)])
        cls = type(holder)
        if is_loop(holder):
            return LOOP
        if cls is FrameType:
            return FRAME if id(holder) in self._frames else None
        if cls is Context:
            return CONTEXT
        if Logger in cls.__mro__:
            return LOGGER
        if cls.__name__ == "FixtureDef" and module_of(cls) == "_pytest.fixtures":
            maker = getattr(getattr(holder, "func", None), "__module__", None) or ""
            return None if maker.startswith(_OF_LOOPS) else FIXTURE
        if is_test(holder):
            return TEST
        if any(base.__name__ == "Thread" and module_of(base) == "threading" for base in cls.__mro__):
            is_running = attributes(holder).get("_ident") in self._running
            return THREAD if is_running else None  # one that has ended keeps nothing alive of itself
        return TASK if Task in cls.__mro__ or cls is Task else None

    def is_ours(self, holder: Any) -> bool:
        """True for what belongs to this plugin or to the test harness."""
        cls = type(holder)
        if cls is FrameType:
            return origin(holder.f_code.co_filename) == OURS
        if cls is dict and self.modules.get(id(holder), "").startswith(_HARNESS):
            return True
        return is_harness(cls)


def _current_loop() -> dict[str, Any] | None:
    """Where asyncio remembers the loop that was set for this thread: five steps below a name that leads there."""
    local = getattr(getattr(asyncio.events, "_event_loop_policy", None), "_local", None)
    found = getattr(local, "__dict__", None)
    return found if type(found) is dict else None


def is_harness(cls: type) -> bool:
    """True for a class of this plugin's or of the test harness, except for its fixtures and tests."""
    return module_of(cls).startswith(_HARNESS) and cls.__name__ not in ("FixtureDef", *TESTS)


def module_rank(name: str) -> int:
    """The user's own modules come first, those of the tests next."""
    file = getattr(sys.modules.get(name), "__file__", None)
    if not isinstance(file, str):
        return STDLIB
    if origin(file) == FIRST_PARTY:
        return TEST_MODULE if name.rpartition(".")[2].startswith(("test_", "conftest")) else MODULE
    return INSTALLED if "site-packages" in file or "dist-packages" in file else STDLIB
