"""Where a resource was made, recorded cheaply: code objects and instruction offsets, decoded only when printed.

A walk of a dozen frames costs a few microseconds; ``traceback.extract_stack`` costs ten times that, because it turns
every offset into a line and reads source files. Births happen on every timer and task, decoding only on a leak.
"""

from __future__ import annotations

import sys
from asyncio import _get_running_loop, base_events, events, runners
from types import CodeType, FrameType
from typing import NamedTuple

from pytest_wshygiene.model import Line
from pytest_wshygiene.ownership.origin import (
    FIRST_PARTY,
    HARNESS,
    IMPORT,
    KNOWN,
    LIBRARY,
    is_stdlib,
    origin,
    shown_path,
)

Site = tuple[CodeType, int]

#: Frames kept from the top of the stack, whatever they are.
NEAREST = 12
#: Frames looked at in all, for as long as none of the user's is among the nearest. Of these the user's are kept, and
#: the one that the user's line has called: it tells which library that was.
DEPTH = 64
# Where a loop runs what was scheduled: who called the loop did not make what is made under these. By identity, because
# the hash of a code object is made of all its instructions, every time.
_LOOPS: dict[int, CodeType] = {
    id(function.__code__): function.__code__
    for function in (
        events.Handle._run,
        base_events.BaseEventLoop.run_forever,
        base_events.BaseEventLoop.run_until_complete,
        runners.Runner.run,
    )
}
_OTHER_LOOPS: dict[int, CodeType] = {}


def add_loop(code: CodeType) -> None:
    """Another kind of loop: what is under its code did not make what is made above it."""
    _LOOPS[id(code)] = _OTHER_LOOPS[id(code)] = code


class Birth(NamedTuple):
    """A recorded stack, nearest first.

    ``sites`` reach down to the loop, if one was running, else to the bottom; ``told`` is true when a line of the
    user's is among them. ``outer`` are the first-party frames that called the loop, for want of anything better.
    """

    sites: tuple[Site, ...]
    told: bool
    outer: tuple[Site, ...] = ()


def capture() -> Birth | None:
    """The caller's stack without our own frames.

    None for a birth that no test or fixture answers for: code run by an import statement, and the harness's own
    set-up outside of a running loop.
    """
    frame: FrameType | None = sys._getframe(1)
    sites: list[Site] = []
    outer: list[Site] = []
    kept = sites
    known = KNOWN
    told = False
    called: Site | None = None  # the last frame of a library that was not kept
    elsewhere = False  # in a loop that asyncio does not know of
    is_running = _get_running_loop() is not None  # else what runs a loop is still making it, or its first task
    for seen in range(1, DEPTH + 1):
        if frame is None:
            break
        code = frame.f_code
        kind = known.get(code.co_filename) or origin(code.co_filename)
        if kind == LIBRARY:
            if id(code) in _LOOPS and kept is sites and (is_running or id(code) in _OTHER_LOOPS):
                if told:
                    break
                kept = outer
                elsewhere = id(code) in _OTHER_LOOPS
            elif seen <= NEAREST and kept is sites:
                sites.append((code, frame.f_lasti))
            elif kept is sites:
                called = (code, frame.f_lasti)
        elif kind == FIRST_PARTY:
            if called is not None and kept is sites:
                kept.append(called)
                called = None
            kept.append((code, frame.f_lasti))
            told = told or kept is sites
        elif kind == HARNESS:
            if not told and not elsewhere and not is_running:
                return None
            break
        elif kind == IMPORT:
            return None
        if seen >= NEAREST and told:
            break
        frame = frame.f_back
    return Birth(tuple(sites), told, tuple(outer))


def has_first_party(sites: tuple[Site, ...]) -> bool:
    """True when a line of the user's is among them."""
    return any(origin(code.co_filename) == FIRST_PARTY for code, _ in sites)


def decode(site: Site, root: str) -> Line:
    """The source line of a recorded frame."""
    code, offset = site
    return Line(shown_path(code.co_filename, root), line_of(code, offset), code.co_qualname)


def line_of(code: CodeType, offset: int) -> int:
    """The line that the instruction at ``offset`` (bytes, as in ``f_lasti``) belongs to."""
    for start, end, line in code.co_lines():
        if start <= offset < end and line is not None:
            return line
    return code.co_firstlineno


def tell(sites: tuple[Site, ...], root: str) -> tuple[Line, ...]:
    """The birth as a report shows it: the first-party line, the library lines under it, then first-party callers."""
    for index, (code, _) in enumerate(sites):
        if origin(code.co_filename) == FIRST_PARTY:
            callers = [site for site in sites[index + 1 :] if origin(site[0].co_filename) == FIRST_PARTY]
            under = _from_library(sites[:index][::-1])
            return tuple(decode(site, root) for site in (sites[index], *under, *callers))
    return tuple(decode(site, root) for site in _from_library(sites))


def _from_library(sites: tuple[Site, ...]) -> tuple[Site, ...]:
    """The frames without the first ones of the standard library: how a thread begins tells little of who began it."""
    first = next((index for index, (code, _) in enumerate(sites) if not is_stdlib(code.co_filename)), 0)
    return sites[first:]
