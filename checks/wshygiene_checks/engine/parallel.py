"""Spreads work over processes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_processes(work: Callable[[T], R], items: Sequence[T], processes: int) -> Iterator[R]:
    """The results of ``work``, which must be a function of a module, as they come."""
    with ProcessPoolExecutor(min(processes, len(items)), mp_context=_context()) as pool:
        waiting = [pool.submit(work, item) for item in items]
        for done in as_completed(waiting):
            waiting.remove(done)  # or all results would stay in memory until the last one is there
            yield done.result()


def _context() -> BaseContext:
    """On Linux a copy of this process, which has everything loaded and no other threads; elsewhere that is not safe."""
    return get_context("fork" if sys.platform == "linux" else "spawn")
