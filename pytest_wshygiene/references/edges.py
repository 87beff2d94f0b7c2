"""One step of a reference path: how a holder of each type names what it holds. No code of the program's is called."""

from __future__ import annotations

import functools
import reprlib
import weakref
from asyncio import Future, Handle, Task, TimerHandle
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from inspect import getattr_static
from itertools import compress, count, islice, repeat
from operator import is_
from types import (
    AsyncGeneratorType,
    CellType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    MappingProxyType,
    MethodType,
    TracebackType,
)
from typing import Any

from pytest_wshygiene.ownership.birth import decode
from pytest_wshygiene.references.following import attributes, is_loop, module_of, walk_slots

_PLAIN: tuple[type, ...] = (str, bytes, int, float, bool, type(None))
_SUSPENDABLE: tuple[type, ...] = (CoroutineType, GeneratorType, AsyncGeneratorType)
_SEQUENCES: tuple[Any, ...] = (list, tuple, deque)
_COUNTED: tuple[Any, ...] = (dict, list, tuple, set, frozenset, deque)
_FRAMES = ("cr_frame", "gi_frame", "ag_frame")
CACHE: type = type(functools.lru_cache(len))
#: How mocks begin the names of what they keep for their own attributes.
_OF_MOCKS = "_mock_"
_keys = reprlib.Repr()
_keys.maxstring = 60


def edge(holder: Any, held: Any, root: str) -> str:
    """``.name``, ``[key]`` or `` -> what it is``; "" for a step that says nothing."""
    cls = type(holder)
    spell = _BY_TYPE.get(cls)
    if spell is not None:
        return spell(holder, held, root)
    for base, spell in _BY_BASE:
        if base in cls.__mro__:
            return spell(holder, held, root)
    return _attribute(holder, held)


def _in_dict(holder: Any, held: Any, root: str) -> str:
    at = place_of(held, dict.values(holder))
    return f" -> key {shown_key(held)}" if at is None else f"[{shown_key(next(islice(dict.keys(holder), at, None)))}]"


def _in_sequence(holder: Any, held: Any, root: str) -> str:
    base = next(base for base in _SEQUENCES if base in type(holder).__mro__)
    at = place_of(held, base.__iter__(holder))
    return "[...]" if at is None else f"[{at}]"


def _in_function(holder: Any, held: Any, root: str) -> str:
    return f" -> {'defaults' if held is holder.__defaults__ else 'function'} of `{holder.__qualname__}`"


def _in_suspended(holder: Any, held: Any, root: str) -> str:
    frame = next((found for name in _FRAMES if (found := getattr(holder, name, None)) is not None), None)
    name = local_name(frame, held) if frame is not None else ""
    return f" -> `{holder.__qualname__}()`, local `{name}`" if name else f" -> `{holder.__qualname__}()`"


def _in_frame(holder: Any, held: Any, root: str) -> str:
    if held is holder.f_back:
        return f" -> its caller `{held.f_code.co_qualname}()`"
    return f" -> local `{local_name(holder, held)}`"


def _in_traceback(holder: Any, held: Any, root: str) -> str:
    if type(held) is not FrameType:
        return ""
    return f" -> traceback, frame of {decode((held.f_code, holder.tb_lasti), root)}"


def _in_cache(holder: Any, held: Any, root: str) -> str:
    return f" -> cache of `{cached_name(holder)}`"


def _in_exception(holder: Any, held: Any, root: str) -> str:
    for name in ("__traceback__", "__context__", "__cause__"):
        if getattr(holder, name, None) is held:
            return "" if name == "__traceback__" else f".{name}"
    return ".args" if held is holder.args else _attribute(holder, held)


def _in_future(holder: Any, held: Any, root: str) -> str:
    own = _attribute(holder, held)
    if not own.startswith(" -> "):
        return own
    if any(held is callback for callback, _ in _callbacks(holder)):
        return " -> done callback"
    return f" -> {task_name(holder)}" if Task in type(holder).__mro__ else " -> future"


def _in_handle(holder: Any, held: Any, root: str) -> str:
    return " -> timer" if TimerHandle in type(holder).__mro__ else " -> callback"


def _attribute(holder: Any, held: Any) -> str:
    is_class = type in type(holder).__mro__
    own = vars(holder) if is_class else attributes(holder)
    for name, value in own.copy().items():
        if value is held:
            return f".{as_written(holder, name)}"
    for name, value in () if is_class else walk_slots(holder):
        if value is held:
            return f".{name}"
    return "" if is_loop(holder) else f" -> {type(held).__qualname__}"


Spell = Callable[[Any, Any, str], str]

_BY_TYPE: dict[type, Spell] = {
    FunctionType: _in_function,
    CellType: lambda holder, held, root: "",
    MappingProxyType: lambda holder, held, root: "",
    MethodType: lambda holder, held, root: f" -> method `{holder.__func__.__qualname__}`",
    functools.partial: lambda holder, held, root: " -> partial",
    FrameType: _in_frame,
    TracebackType: _in_traceback,
    CACHE: _in_cache,
    **dict.fromkeys(_SUSPENDABLE, _in_suspended),
}
_BY_BASE: tuple[tuple[type, Spell], ...] = (
    (dict, _in_dict),
    *((base, _in_sequence) for base in _SEQUENCES),
    *((base, lambda holder, held, root: "{...}") for base in (set, frozenset)),
    (Future, _in_future),
    (Task, _in_future),
    (Handle, _in_handle),
    (BaseException, _in_exception),
    (weakref.ref, lambda holder, held, root: " -> callback of a weak reference"),
)


def as_written(holder: Any, name: str) -> str:
    """An attribute as the program writes it: what a mock has been called with is ``call_args`` to all but itself."""
    seen = name.removeprefix(_OF_MOCKS)
    is_mock = seen != name and any(module_of(cls) == "unittest.mock" for cls in type(holder).__mro__)
    return seen if is_mock and getattr_static(holder, seen, None) is not None else name


def place_of(held: Any, among: Iterable[Any]) -> int | None:
    """The position of an object among others, found without asking any of them whether they are equal."""
    return next(compress(count(), map(is_, among, repeat(held))), None)


def closure_name(function: Any, cell: Any) -> str:
    """The variable of an enclosing function that a cell is."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=False)
    name = next((name for name, each in cells if each is cell), "?")
    return f" -> closure of `{function.__qualname__}`, variable `{name}`"


def described(thing: Any, modules: Mapping[int, str]) -> str:
    """An object in a word or two, going by its real type."""
    cls = type(thing)
    if id(thing) in modules:
        return f"module {modules[id(thing)]}"
    if type in cls.__mro__:
        return f"class {thing.__qualname__}"
    if cls in (FunctionType, *_SUSPENDABLE):
        return f"{cls.__name__} {thing.__qualname__}"
    if Task in cls.__mro__:
        return task_name(thing).replace("`", "")
    base = next((base for base in _COUNTED if base in cls.__mro__), None)
    return f"{cls.__qualname__}, {base.__len__(thing)} entries" if base is not None else cls.__qualname__


def cached_name(cache: Any) -> str:
    """The function that a cache belongs to."""
    function = attributes(cache).get("__wrapped__")
    name = getattr(function, "__qualname__", None) if type(function) is FunctionType else None
    return name if isinstance(name, str) else "?"


def cache_bound(cache: Any) -> int | None:
    """How many results a cache keeps; None for one that keeps them all."""
    bound: int | None = cache.cache_info().maxsize
    return bound


def task_name(task: Any) -> str:
    """``task `pump()` ``."""
    coroutine = task.get_coro()
    return f"task `{getattr(coroutine, '__qualname__', type(coroutine).__qualname__)}()`"


def local_name(frame: FrameType, held: Any) -> str:
    """The local variable that holds it."""
    return next((name for name, value in list(frame.f_locals.items()) if value is held), "")


def shown_key(key: Any) -> str:
    """A dictionary key as source where it is a plain value or a tuple of them, else the name of its class."""
    if type(key) in _PLAIN:
        return _keys.repr(key)
    if type(key) is tuple and all(type(part) in _PLAIN for part in key):
        return _keys.repr(key)
    return f"<{type(key).__qualname__}>"


def _callbacks(future: Any) -> list[tuple[Any, Any]]:
    try:
        return list(getattr(future, "_callbacks", None) or ())
    except Exception:  # a future of somebody's own
        return []
