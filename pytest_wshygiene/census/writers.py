"""Who adds: code is traced line by line, and the line after which a container is larger has added to it.

No stand-in takes the container's place, so it does not matter what it is, who else refers to it, or whether C code
adds. Tracing every line slows code by ten to thirty times: a further cycle of a churn that runs into a time limit of
its own there is no loss, because the verdict has been reached before. A test's second run has to pass, so that there
only the program's own lines are traced, and of libraries where a function begins and ends.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

from pytest_wshygiene.ownership.birth import DEPTH, Site
from pytest_wshygiene.ownership.origin import FIRST_PARTY, HARNESS, OURS, is_stdlib, origin
from pytest_wshygiene.probes.loops import known_loops

Sites = tuple[Site, ...]


class Writers:
    """The lines that make things larger while ``watching``; ``closely`` traces libraries, too."""

    def __init__(self, sizes: Sequence[Callable[[], int]], closely: bool = True) -> None:
        self._measures = sizes
        self._closely = closely
        self._sizes = [size() for size in sizes]
        self._seen: list[Counter[Sites]] = [Counter() for _ in sizes]
        self._before = threading.local()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Trace this thread, threads that start meanwhile, and loops that run in other threads."""
        before, others = sys.gettrace(), threading.gettrace()
        elsewhere = [loop for loop in known_loops() if _runs_elsewhere(loop)]
        _everywhere(elsewhere, self._call)
        threading.settrace(self._call)
        sys.settrace(self._call)
        try:
            yield
        finally:
            sys.settrace(before)
            threading.settrace(others)
            _everywhere(elsewhere, None)

    @property
    def have_seen_all(self) -> bool:
        """True when everything has been made larger at least once."""
        return all(self._seen)

    def of(self, size: Callable[[], int]) -> Sites:
        """The stack that most often made larger what ``size`` measures, nearest first; empty where nobody was seen."""
        seen = self._seen[self._measures.index(size)]
        return seen.most_common(1)[0][0] if seen else ()

    def _call(self, frame: FrameType, event: str, arg: Any) -> Callable[..., Any] | None:
        kind = origin(frame.f_code.co_filename)
        if kind == OURS:
            return None
        self._look()
        if not self._closely and kind != FIRST_PARTY:
            if not _is_told(frame):
                return None
            frame.f_trace_lines = False
        self._before.frame, self._before.offset = frame, -1
        return self._line

    def _line(self, frame: FrameType, event: str, arg: Any) -> Callable[..., Any]:
        self._look()
        is_over = event == "return"
        if is_over:
            frame.f_trace_lines = True  # a coroutine's goes on later, and somebody else may trace it then
        now = frame.f_back if is_over else frame
        while not self._closely and now is not None and not _is_told(now):
            now = now.f_back  # whoever has called what is not traced has added
        self._before.frame = now
        self._before.offset = now.f_lasti if now is not None and now.f_trace_lines else -1
        return self._line

    def _look(self) -> None:
        sizes = [measure() for measure in self._measures]
        if sizes == self._sizes:
            return
        frame = getattr(self._before, "frame", None)
        for index, (now, was) in enumerate(zip(sizes, self._sizes, strict=True)):
            if now > was and frame is not None:
                self._seen[index][_stack(frame, getattr(self._before, "offset", -1))] += now - was
        self._sizes = sizes


def _is_told(frame: FrameType) -> bool:
    """True for code of the program's, and of libraries that are installed."""
    file = frame.f_code.co_filename
    return origin(file) not in (HARNESS, OURS) and not is_stdlib(file)


def _stack(frame: FrameType | None, offset: int) -> Sites:
    """The frames below, as far as they are the program's; ``offset`` is where the first one was, if it is known."""
    sites: list[tuple[CodeType, int]] = []
    while frame is not None and len(sites) < DEPTH:
        kind = origin(frame.f_code.co_filename)
        if kind in (HARNESS, OURS):
            break
        sites.append((frame.f_code, offset if offset >= 0 and not sites else frame.f_lasti))
        frame = frame.f_back
    return tuple(sites)


def _runs_elsewhere(loop: Any) -> bool:
    return bool(loop.is_running()) and getattr(loop, "_thread_id", None) not in (None, threading.get_ident())


def _everywhere(loops: Sequence[Any], trace: Callable[..., Any] | None) -> None:
    for loop in loops:
        try:
            loop.call_soon_threadsafe(sys.settrace, trace)
        except RuntimeError:  # closed meanwhile
            continue
