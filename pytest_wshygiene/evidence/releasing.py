"""What releases a leak, in the user's own names where what holds it can be typed."""

from __future__ import annotations

import asyncio
import io
import re
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from functools import partial
from pathlib import PurePath
from types import AsyncGeneratorType, FrameType, GeneratorType
from typing import Any, cast

from pytest_wshygiene.evidence.own_ends import end_of_own
from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.ownership.origin import FIRST_PARTY, origin
from pytest_wshygiene.references.following import attributes, is_library, keeps
from pytest_wshygiene.references.makers import LEAVING
from pytest_wshygiene.references.methods import ENDS, asks_nothing, is_async, is_method
from pytest_wshygiene.references.naming import Spelling, Step
from pytest_wshygiene.suspended.leaving import released_by
from pytest_wshygiene.suspended.stacks import await_chain

#: How a stream of asyncio's leads to its socket, which is not what is to be closed.
_OF_STREAM = "._transport._sock"
#: How advice goes on for whoever has a stream.
_FOR_A_STREAM = " (a stream: "
#: What can be said of resources alone: not all that have them can be entered.
_WITH = re.compile(r", or `(?:async )?with` around its use$")
#: Their lock is their own, which they give out methods of.
_CONDITIONS: tuple[type, ...] = (threading.Condition, asyncio.Condition)
_STREAMS: tuple[type, ...] = (asyncio.StreamWriter,)
#: Bases of what closes what it is put around, whoever has made that: all files, also those in C, transports, streams
#: and stacks.
_CLOSING: frozenset[type] = frozenset(
    {io.IOBase.__mro__[1], asyncio.BaseTransport, ExitStack, AsyncExitStack, *_STREAMS}
)
_GENERATORS: tuple[type, ...] = (GeneratorType, AsyncGeneratorType)
#: How a path begins that starts at a fixture's value.
_OF_FIXTURE = re.compile(r"^fixture `(\w+)`")
_KEEP = re.compile(
    r"^keep the (?:\w+(?: that you are given for it)?; at the end |`\w+`; at the end its (?=`\w+(?:\[[^`]*\])?\.))"
)
_ITS = re.compile(r"keep the `(\w+)`; at the end (`await` )?its `(\w+\([\w, ]*\))`")
#: How a path ends in code that has the resource at hand.
_VARIABLE = re.compile(r", (?:local|variable) `(\w+)`$")
_CALL = re.compile(r"`(?:await )?(\w+(?:\[[^`]*\])?)\.(\w+)\(")


def release_of(advice: str, holder: str) -> str:
    """The advice for what ``holder`` spells, where that is an expression."""
    if fixture := _OF_FIXTURE.match(holder):
        within = release_of(advice, fixture[1] + holder[fixture.end() :])
        return f"in the teardown of `{fixture[1]}`: {_KEEP.sub('', within)}"
    if variable := _VARIABLE.search(holder):
        return _asked_of(variable[1], advice)
    if not _is_expression(holder) or "logging.getLogger" in advice:  # that is in their names already
        return advice
    if holder.endswith(_OF_STREAM):
        return release_untyped(advice, holder)
    return _asked_of(holder, advice)


def release_untyped(advice: str, holder: str) -> str:
    """The advice for what only private parts of a library's object lead to, which nobody types."""
    return advice.rpartition(_FOR_A_STREAM)[2].removesuffix(")") if holder.endswith(_OF_STREAM) else advice


def _asked_of(holder: str, advice: str) -> str:
    """The advice with ``holder`` for the word that stands for the resource in it."""
    advice = _KEEP.sub("", advice)
    first = _CALL.search(advice)
    return re.sub(rf"(?<=[`(\s]){re.escape(first[1])}\.(?=\w)", f"{_escaped(holder)}.", advice) if first else advice


def release_through(
    advice: str, spelled: Spelling, path: list[Any], sites: tuple[Site, ...], is_foreign: bool = False
) -> str:
    """The advice for the outermost object on the way of the library that made the resource: it closes what it opened.

    An object of the user's that has a method for it comes first. "" where there is neither: what is stored in the
    user's own objects is released by itself. ``is_foreign`` is true for a path that starts in a library.
    """
    fixture = _OF_FIXTURE.match(spelled.text)
    if fixture is not None and fixture[0] != spelled.text:
        root = spelled.steps[0]
        named = Spelling((root._replace(text=_OF_FIXTURE.sub(r"\1", root.text)), *spelled.steps[1:]))
        release = release_through(advice, named, path, sites, is_foreign)
        return f"in the teardown of `{fixture[1]}`: {release}" if release else ""
    if leaving := _by_leaving(spelled, path):
        return leaving
    holder, end, awaits = end_of_own(spelled, path)
    if end and _can_be_typed(holder):
        return f"`{'await ' * awaits}{holder}.{end}()`"
    makers = list(_makers(spelled, path, _folders(sites), is_foreign))
    if its := _ITS.fullmatch(advice):
        call = f"{'await ' * bool(its[2])}{{}}.{its[3]}"
        return next((f"`{call.format(name)}`" for name, cls, _ in makers if cls.__qualname__ == its[1]), "")
    first = _CALL.search(advice)
    if first is None:
        return ""
    for expression, cls, own in makers:
        name = "aclose" if first[2] == "close" and is_method(cls, "aclose") else first[2]
        if cls in _STREAMS:
            return f"`{expression}.close()`, then `await {expression}.wait_closed()`"
        if asyncio.BaseTransport in cls.__mro__:
            return f"`{expression}.close()`"
        if name == first[2] and (cls in _CONDITIONS or is_method(cls, name)):
            advice = advice.partition(_FOR_A_STREAM)[0]
            if not any(is_method(cls, each) for each in LEAVING):
                advice = _WITH.sub("", advice)
            if not all(is_method(cls, call[2]) for call in _CALL.finditer(advice) if call[1] == first[1]):
                advice = advice.partition(", then ")[0]  # that is the resource's own, and not of what has made it
            return release_of(_CALL.sub(partial(_as_it_is, cls), advice), expression)
        ends = (each for each in (name, *ENDS) if callable(own.get(each)) or is_method(cls, each))
        name = next((each for each in ends if each in own or asks_nothing(cls, each)), "")
        if name:
            return f"`{'await ' * is_async(cls, name)}{expression}.{name}()`"
    return ""


def _by_leaving(spelled: Spelling, path: list[Any]) -> str:
    """The advice for what is released by the generator that it is held by, or that it is, when that is left."""
    text = around = ""
    for step in spelled.steps:
        around, text = text, text + step.text
        code = path[step.end] if step.end < len(path) else None
        if type(code) not in _GENERATORS:
            continue
        awaits = type(code) is AsyncGeneratorType
        is_managed = step.text == ".gen" and _is_expression(around)  # that of a context manager
        is_end = code is path[-1]
        if not (is_managed if is_end else any(thing is path[-1] for thing in released_by(await_chain(code)))):
            continue
        if is_managed:
            name = "__aexit__" if awaits else "__exit__"
            return f"leave the `with`: `{'await ' * awaits}{around}.{name}(None, None, None)`"
        name = "aclose" if awaits else "close"
        return f"`{'await ' * awaits}{text}.{name}()`" if _is_expression(text) else ""
    return ""


def close_at_hand(frames: Iterable[FrameType], resource: object) -> str:
    """The call that closes a library's object which suspended code has at hand, with a resource in it; "" for none."""
    for frame in frames:
        for name, value in frame.f_locals.items():
            cls = type(value)
            ends = [each for each in ("aclose", *ENDS) if is_method(cls, each) and asks_nothing(cls, each)]
            if ends and is_library(cls) and keeps(value, resource):
                return f"`{'await ' * is_async(cls, ends[0])}{name}.{ends[0]}()`"
    return ""


def fixture_of(holder: str) -> str:
    """The fixture whose value it is that has leaked; "" for everything else."""
    found = re.fullmatch(r"fixture `(\w+)`", holder)
    return found[1] if found else ""


def _makers(
    spelled: Spelling, path: list[Any], folders: set[PurePath], is_inside: bool
) -> Iterator[tuple[str, type, Mapping[str, Any]]]:
    """Those that come before the end of the path, and before a private part of a library's object.

    Of each the expression for it, its class, and its own attributes.
    """
    text, home = "", None
    for step in spelled.steps:
        around, text = text, text + step.text
        if step.end >= len(path) - 1 or (is_inside and step.text.startswith("._")) or is_private(step, path):
            return
        cls = type(path[step.end])
        if cls is asyncio.StreamReader and (entry := _writer_beside(path[step.end], home)):
            text, cls = f"{around}{entry}", asyncio.StreamWriter
        home = path[step.end]
        if _can_be_typed(text) and (
            cls in _CONDITIONS or not _CLOSING.isdisjoint(cls.__mro__) or _is_from(cls, folders)
        ):
            is_inside = True
            yield text, cls, attributes(home)


def is_private(step: Step, path: list[Any]) -> bool:
    """True for a step to a private part of a library's object."""
    return step.text.startswith("._") and is_library(type(path[step.first])) and type(path[step.first]) is not dict


def _writer_beside(reader: asyncio.StreamReader, home: object) -> str:
    """How the other half of a stream is written behind whoever has the reading one; that half can be closed."""
    entries: dict[str, Any] = {f".{name}": value for name, value in attributes(home).items()}
    if type(home) is dict:
        entries = {f"[{key!r}]": value for key, value in home.items() if type(key) in (int, str)}
    elif type(home) in (list, tuple):
        entries = {f"[{at}]": value for at, value in enumerate(cast("Sequence[Any]", home))}
    for entry, value in entries.items():
        if type(value) is asyncio.StreamWriter and value.transport is attributes(reader).get("_transport"):
            return entry
    return ""


def _folders(sites: Iterable[Site]) -> set[PurePath]:
    """The files and packages of libraries whose code was called by the user's line to make it."""
    found: set[PurePath] = set()
    for code, _ in sites:
        if origin(code.co_filename) == FIRST_PARTY:
            break
        found.update((PurePath(code.co_filename), *PurePath(code.co_filename).parents))
    return found


def _is_from(cls: type, folders: set[PurePath]) -> bool:
    """True for a class of the same module or top-level package."""
    said = getattr(cls, "__module__", "")  # the namespace of a class that is made in C has no such entry
    name = said.partition(".")[0] if isinstance(said, str) else ""
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None)
    if not isinstance(file, str) or origin(file) == FIRST_PARTY:
        return False
    return (PurePath(file).parent if hasattr(module, "__path__") else PurePath(file)) in folders


def _as_it_is(cls: type, call: re.Match[str]) -> str:
    """A call with or without ``await``, as ``cls`` has it."""
    return f"`{'await ' * is_async(cls, call[2])}{call[1]}.{call[2]}("


def _is_expression(holder: str) -> bool:
    return bool(re.fullmatch(r"(logging\.getLogger\([^)]*\)|[\w.]+)(\[[^\]]*\]|\.\w+)*", holder)) and "." in holder


def _can_be_typed(text: str) -> bool:
    return _is_expression(text) or text.isidentifier()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")
