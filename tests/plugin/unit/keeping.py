"""A module of the user's that holds whatever a test wants, and the paths by which it does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pytest_wshygiene.evidence.holders import HolderSearch

PRELUDE = """
import asyncio, collections, contextvars, functools, types, weakref

class Room:
    def __init__(self, member=None):
        self.member = member
    def leave(self):
        pass

class Slotted:
    __slots__ = ("member",)

class Hostile:
    def __init__(self, member):
        object.__setattr__(self, "member", member)
    __class__ = property(lambda self: dict)
    def __getattr__(self, name):
        raise RuntimeError(name)
    def __setattr__(self, name, value):
        raise RuntimeError(name)
    def __repr__(self):
        raise RuntimeError("repr")
    def __eq__(self, other):
        raise RuntimeError("eq")
    __hash__ = None

class Lying(dict):
    def items(self):
        raise RuntimeError("items")
    __iter__ = keys = values = __getitem__ = items
"""


class Target:
    """What somebody holds."""


def identity(thing: Target) -> Target:
    return thing


class App:
    """A module ``app`` of the user's, whose globals hold whatever a test wants."""

    def __init__(self, module: ModuleType, root: Path) -> None:
        self._module = module
        self._root = str(root)

    def holders(self, source: str, make: Callable[[Any], Any] = identity) -> list[str]:
        """The path to ``make(target)`` after ``source`` has put ``target`` somewhere; [] for none."""
        space = vars(self._module)
        target = space["target"] = make(Target())
        exec(compile(source, f"{self._root}/app.py", "exec"), space)
        del space["target"]
        search = HolderSearch([target], self._root)
        path = search.run().get(0)
        assert not search.spent
        return [search.told(path)] if path else []


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    module = ModuleType("app")
    module.__file__ = str(tmp_path / "app.py")
    exec(compile(PRELUDE, module.__file__, "exec"), vars(module))
    monkeypatch.setitem(sys.modules, "app", module)
    return App(module, tmp_path)
