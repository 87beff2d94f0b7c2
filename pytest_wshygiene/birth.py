"""Where a resource was made, recorded cheaply: code objects and instruction offsets, decoded only when printed.

A walk of a dozen frames costs a few microseconds; ``traceback.extract_stack`` costs ten times that, because it turns
every offset into a line and reads source files. Births happen on every timer and task, decoding only on a leak.
"""

from __future__ import annotations

import sys
from asyncio import _get_running_loop
from types import CodeType, FrameType

from pytest_wshygiene.model import Line
from pytest_wshygiene.origin import FIRST_PARTY, HARNESS, IMPORT, KNOWN, LIBRARY, origin, shown_path

Site = tuple[CodeType, int]

#: Frames kept from the top of the stack, whatever they are, and first-party frames after which a birth is told.
NEAREST, TOLD = 12, 8
#: Frames looked at in all; beyond ``NEAREST`` only first-party ones are kept.
DEPTH = 64


def capture() -> tuple[tuple[Site, ...], bool] | None:
    """The caller's stack without our own frames, nearest first, and whether a line of the user's is among it.

    None for a birth that no test or fixture answers for: code run by an import statement, and the harness's own
    set-up outside of a running loop.
    """
    frame: FrameType | None = sys._getframe(1)
    sites: list[Site] = []
    known = KNOWN
    ours = seen = 0
    while frame is not None and seen < DEPTH:
        code = frame.f_code
        kind = known.get(code.co_filename) or origin(code.co_filename)
        if kind == LIBRARY:
            if seen < NEAREST:
                sites.append((code, frame.f_lasti))
        elif kind == FIRST_PARTY:
            sites.append((code, frame.f_lasti))
            ours += 1
            if ours == TOLD:
                break
        elif kind == HARNESS:
            return (tuple(sites), ours > 0) if ours or _get_running_loop() is not None else None
        elif kind == IMPORT:
            return None
        seen += 1
        frame = frame.f_back
    return tuple(sites), ours > 0


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
            return tuple(decode(site, root) for site in (sites[index], *reversed(sites[:index]), *callers))
    return tuple(decode(site, root) for site in sites)
