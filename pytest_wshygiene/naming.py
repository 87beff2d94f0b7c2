"""Spelling a reference path the way it would be written in source."""

from __future__ import annotations

import functools
import reprlib
from asyncio import Handle, Task, TimerHandle
from collections import deque
from collections.abc import Mapping
from types import (
    AsyncGeneratorType,
    CellType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    MethodType,
)
from typing import Any

from pytest_wshygiene.birth import decode
from pytest_wshygiene.references import attributes, is_loop, walk_slots

_PLAIN: tuple[type, ...] = (str, bytes, int, float, bool, type(None))
_SUSPENDABLE: tuple[type, ...] = (CoroutineType, GeneratorType, AsyncGeneratorType)
_FRAMES = ("cr_frame", "gi_frame", "ag_frame")
_keys = reprlib.Repr()
_keys.maxstring = 60


class Namer:
    """Names each step of a path; what cannot be written as an expression is put after an arrow."""

    def __init__(self, root: str) -> None:
        self._root = root

    def told(self, path: list[Any], modules: Mapping[int, str]) -> str:
        """The whole path, from its root to just before the end of it."""
        index = 0
        first = path[0]
        if is_loop(first):
            return f"only the event loop, through {_way_out(first, path[1:3])}"
        if type(first).__name__ == "FixtureDef" and len(path) > 2:
            text = self._root_name(first)
            index = next((at for at in range(1, 4) if type(path[at]) is tuple), 0) + 1
        elif id(first) in modules and len(path) > 1:
            text = f"{modules[id(first)]}.{_key_of(first, path[1])}"
            index = 1
        else:
            text = self._root_name(first)
            if type(first) is Task and len(path) > 2:
                index = 1
        while index < len(path) - 1:
            step, index = self._step(path, index)
            text += step
        return text

    def _root_name(self, thing: Any) -> str:
        if type(thing) is FrameType:
            return f"frame of {decode((thing.f_code, thing.f_lasti), self._root)}"
        if type(thing).__name__ == "FixtureDef":
            return f"fixture `{thing.argname}`"
        if type(thing) is Task:
            return _task_name(thing)
        name = getattr(thing, "name", None)
        return f"thread {name}" if isinstance(name, str) else f"{type(thing).__qualname__}"

    def _step(self, path: list[Any], index: int) -> tuple[str, int]:
        """The spelling of the edge at ``index``, and where the next one starts."""
        holder, held = path[index], path[index + 1]
        own = attributes(holder)
        is_namespace = held is own or (isinstance_of(type(holder), type) and type(held) is dict)
        if is_namespace and index + 2 < len(path):
            return f".{_key_of(held, path[index + 2])}", index + 2
        return self._edge(holder, held), index + 1

    def _edge(self, holder: Any, held: Any) -> str:
        cls = type(holder)
        if isinstance_of(cls, dict):
            for key, value in list(dict.items(holder)):
                if value is held:
                    return f"[{shown_key(key)}]"
            return f" -> key {shown_key(held)}"
        if isinstance_of(cls, (list, tuple, deque)):
            return _position(holder, held)
        if isinstance_of(cls, (set, frozenset)):
            return "{...}"
        if cls is FunctionType:
            return self._function(holder, held)
        if cls is CellType:
            return ""
        if cls is MethodType:
            return f" -> method `{holder.__func__.__qualname__}`"
        if cls is functools.partial:
            return " -> partial"
        if isinstance_of(cls, Task):
            return f" -> {_task_name(holder)}"
        if cls is FrameType:
            return f" -> local `{_local(holder, held)}`"
        if cls in _SUSPENDABLE:
            return self._suspended(holder, held)
        if isinstance_of(cls, Handle):
            return " -> timer" if isinstance_of(cls, TimerHandle) else " -> callback"
        return self._attribute(holder, held)

    def _attribute(self, holder: Any, held: Any) -> str:
        own = vars(holder) if isinstance_of(type(holder), type) else attributes(holder)
        for name, value in list(own.items()):
            if value is held:
                return f".{name}"
        for name, value in walk_slots(holder):
            if value is held:
                return f".{name}"
        if is_loop(holder):
            return ""
        return f" -> {type(held).__qualname__}"

    def _function(self, holder: Any, held: Any) -> str:
        for name, cell in zip(holder.__code__.co_freevars, holder.__closure__ or (), strict=False):
            if cell is held or holder.__closure__ is held:
                return f" -> closure of `{holder.__qualname__}`, variable `{name}`"
        return f" -> function `{holder.__qualname__}`"

    def _suspended(self, holder: Any, held: Any) -> str:
        frame = next((found for name in _FRAMES if (found := getattr(holder, name, None)) is not None), None)
        if frame is None:
            return f" -> `{holder.__qualname__}()`"
        name = _local(frame, held)
        return f" -> `{holder.__qualname__}()`, local `{name}`" if name else f" -> `{holder.__qualname__}()`"


def isinstance_of(cls: type, wanted: type | tuple[type, ...]) -> bool:
    """``issubclass`` on the real type, which no ``__class__`` property can fool."""
    kinds = wanted if isinstance(wanted, tuple) else (wanted,)
    return any(kind in cls.__mro__ for kind in kinds)


def shown_key(key: Any) -> str:
    """A dictionary key as source where it is a plain value or a tuple of them, else the name of its class."""
    if type(key) in _PLAIN:
        return _keys.repr(key)
    if type(key) is tuple and all(type(part) in _PLAIN for part in key):
        return _keys.repr(key)
    return f"<{type(key).__qualname__}>"


def _key_of(space: Mapping[str, Any], held: Any) -> str:
    return next((str(name) for name, value in list(space.items()) if value is held), "<unknown>")


def _way_out(loop: Any, first_steps: list[Any]) -> str:
    """Which of a loop's own lists leads to the resource."""
    ways = {"_scheduled": "a timer", "_ready": "a callback that is due", "_selector": "its selector"}
    names = {name: way for name, way in ways.items() if any(attributes(loop).get(name) is step for step in first_steps)}
    return next(iter(names.values()), "its own tables")


def _position(holder: Any, held: Any) -> str:
    return next((f"[{index}]" for index, value in enumerate(list(holder)) if value is held), "[...]")


def _local(frame: FrameType, held: Any) -> str:
    return next((name for name, value in list(frame.f_locals.items()) if value is held), "")


def _task_name(task: Any) -> str:
    coroutine = task.get_coro()
    return f"task `{getattr(coroutine, '__qualname__', type(coroutine).__qualname__)}()`"
