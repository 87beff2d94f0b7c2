"""Spelling a reference path the way it would be written in source."""

from __future__ import annotations

from asyncio import Task
from collections.abc import Mapping
from contextvars import Context
from logging import Logger, RootLogger
from threading import Thread, local
from types import BuiltinFunctionType, FrameType, FunctionType
from typing import Any, NamedTuple

from pytest_wshygiene.ownership.birth import decode
from pytest_wshygiene.references.callees import for_callee
from pytest_wshygiene.references.edges import as_written, closure_name, described, edge, task_name
from pytest_wshygiene.references.following import attributes, is_loop, module_of
from pytest_wshygiene.references.lending import lent_by

#: How a path begins that leads through the table of ``weakref.finalize``.
FINALIZER = "finalizer "
#: What pytest has for each test: functions and methods, and those of `unittest`.
TESTS = ("Function", "TestCaseFunction")


class Step(NamedTuple):
    """A piece of a told path, and the steps of the path that it stands for: from ``first`` to before ``end``."""

    text: str
    first: int
    end: int


class Spelling(NamedTuple):
    """A told path in pieces."""

    steps: tuple[Step, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(step.text for step in self.steps)

    def after(self, words: str) -> Spelling:
        """The same path behind some words."""
        return Spelling((Step(words, 0, 0), *self.steps)) if words else self

    def span(self, first: int, last: int) -> tuple[int, int]:
        """(start, end) in the text of what stands for the steps from ``first`` to ``last``; (0, 0) for nothing."""
        at, start, end = 0, -1, 0
        for step in self.steps:
            if step.first <= last and step.end > first and step.text:
                start = start if start >= 0 else at + len(step.text) - len(step.text.removeprefix(" -> ").lstrip())
                end = at + len(step.text)
            at += len(step.text)
        return (start, end) if start >= 0 else (0, 0)


class Chain(NamedTuple):
    """A path for drawing: what is on it, what each refers to the next by, and which of the references are suspect.

    Words only: nothing is kept alive, and nothing of the program's has been called to make them.
    """

    nodes: tuple[str, ...]
    edges: tuple[str, ...]
    suspects: tuple[bool, ...]
    title: str = ""
    parts: tuple[str, ...] = ()


class Namer:
    """Names each step of a path; what cannot be written as an expression is put after an arrow."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._edges: dict[tuple[int, int], str] = {}  # what many paths share is found once

    def spelling(self, path: list[Any], modules: Mapping[int, str]) -> Spelling:
        """The whole path, from its root to just before the end of it."""
        first = path[0]
        if is_loop(first):
            way = f"only the event loop, through {_way_out(first, path[1:3])}"
            return Spelling((Step(way + for_callee(path[-1]), 0, len(path)),))
        steps = self._start(path, modules)
        index = steps[-1].end
        while index < len(path) - 1:
            step = self._step(path, index)
            steps.append(step)
            index = step.end
        return Spelling(tuple(steps))

    def chain(self, spelled: Spelling, path: list[Any], modules: Mapping[int, str], suspects: tuple[int, int]) -> Chain:
        """A told path for drawing; ``suspects`` are the first and the last suspect step of the path."""
        first, last = suspects
        steps = [step for step in spelled.steps if step.end > step.first]
        holders = [path[min(step.first, len(path) - 1)] for step in steps]
        return Chain(
            nodes=(*(described(holder, modules) for holder in holders), described(path[-1], modules)),
            edges=tuple(step.text.removeprefix(" -> ").removeprefix(".") for step in steps),
            suspects=tuple(step.first <= last and step.end > first for step in steps),
        )

    def _start(self, path: list[Any], modules: Mapping[int, str]) -> list[Step]:
        first = path[0]
        if type(first).__name__ == "FixtureDef" and len(path) > 2:
            index = next((at for at in range(1, 4) if type(path[at]) is tuple), 0) + 1
            return [Step(self._root_name(first), 0, index)]
        if is_test(first):
            at = next((at for at, thing in enumerate(path) if thing is attributes(first)["_instance"]), 0)
            return [Step("self" if at else "the test", 0, at)]
        if id(first) in modules and len(path) > 1:
            if (finalizer := _finalizer(path)) is not None:
                return [finalizer]
            return [Step(modules[id(first)], 0, 0), Step(f".{_key_of(first, path[1])}", 0, 1)]
        return [Step(self._root_name(first), 0, int(type(first) is Task and len(path) > 2))]

    def _root_name(self, thing: Any) -> str:
        if type(thing) is FrameType:
            return f"frame of {decode((thing.f_code, thing.f_lasti), self._root)}"
        if type(thing).__name__ == "FixtureDef":
            return f"fixture `{thing.argname}`"
        if type(thing) is Task:
            return task_name(thing)
        if type(thing) is Context:
            return "a context"
        if Thread in type(thing).__mro__:
            return f"thread {attributes(thing).get('_name', '')}"
        if Logger in type(thing).__mro__:
            return f"logging.getLogger({'' if type(thing) is RootLogger else repr(attributes(thing).get('name'))})"
        return type(thing).__qualname__

    def _step(self, path: list[Any], index: int) -> Step:
        """The spelling of the edge at ``index``, and where the next one starts."""
        holder, held = path[index], path[index + 1]
        if type(holder) is Context:
            return _in_context(holder, path, index)
        if type(holder) is FunctionType and held is holder.__closure__ and index + 2 < len(path):
            return Step(closure_name(holder, path[index + 2]), index, index + 2)
        if (lending := _in_lent(holder, path, index)) is not None:
            return lending
        if local in type(holder).__mro__ and index + 3 < len(path):  # by thread, the attributes that are seen in it
            return Step(f".{_key_of(path[index + 2], path[index + 3])}", index, index + 3)
        own = attributes(holder)
        is_namespace = held is own or (type in type(holder).__mro__ and type(held) is dict)
        if is_namespace and index + 2 < len(path):
            return Step(f".{as_written(holder, _key_of(held, path[index + 2]))}", index, index + 2)
        pair = (id(holder), id(held))
        if pair not in self._edges:
            self._edges[pair] = edge(holder, held, self._root)
        return Step(self._edges[pair], index, index + 1)


def is_test(thing: object) -> bool:
    """True for what pytest has for one test in a class: it keeps the object that the test calls ``self``."""
    cls = type(thing)
    is_item = cls.__name__ in TESTS and module_of(cls).startswith("_pytest.")
    return is_item and attributes(thing).get("_instance") is not None


def is_through_self(path: list[Any]) -> bool:
    """True for a path from a test to the object that it calls ``self``; what else a test has is pytest's own."""
    instance = attributes(path[0])["_instance"]
    return any(thing is instance for thing in path)


def _in_lent(holder: Any, path: list[Any], index: int) -> Step | None:
    """A step through the namespace that a library's object lends, as the program writes it."""
    lent = lent_by(holder)
    at = next((at for at in (index + 1, index + 2) if lent is not None and path[at:] and path[at] is lent.space), None)
    if lent is None or at is None or at + 1 >= len(path):
        return None
    return Step(lent.spelled(_key_of(lent.values(), path[at + 1])), index, at + 1)


def _in_context(context: Any, path: list[Any], index: int) -> Step:
    """The variable that holds the rest of the path; what is between, only the interpreter knows."""
    later = {id(thing): at for at, thing in enumerate(path) if at > index}
    for variable, value in context.items():
        if id(value) in later:
            return Step(f" -> context variable `{variable.name}`", index, later[id(value)])
    return Step(" -> context", index, index + 1)


def _finalizer(path: list[Any]) -> Step | None:
    """A path through the table of ``weakref.finalize``, which keeps what its callback needs."""
    at = next((at for at, thing in enumerate(path) if _is_finalizer(thing)), None)
    if at is None:
        return None
    function = path[at].func
    named = type(function) in (FunctionType, BuiltinFunctionType)
    name = function.__qualname__ if named else type(function).__qualname__
    return Step(f"{FINALIZER}`{name}`", 0, at)


def _is_finalizer(thing: Any) -> bool:
    cls = type(thing)
    return module_of(cls) == "weakref" and cls.__qualname__ == "finalize._Info"


def _key_of(space: Mapping[str, Any], held: Any) -> str:
    return next((str(name) for name, value in dict(space).items() if value is held), "<unknown>")


def _way_out(loop: Any, first_steps: list[Any]) -> str:
    """Which of a loop's own lists leads to the resource."""
    ways = {"_scheduled": "a timer", "_ready": "a callback that is due", "_selector": "its selector"}
    names = {name: way for name, way in ways.items() if any(attributes(loop).get(name) is step for step in first_steps)}
    return next(iter(names.values()), "its own tables")
