"""Shows on a terminal how far a long check is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TextIO

import click

#: Bytes of source that take long enough, about two seconds, for somebody to wonder.
LONG = 8_000_000


def on_terminal() -> Callable[[int], Callable[[int], None]] | None:
    """A bar on standard error, if that is a terminal; None where nobody would see it move."""
    stream: TextIO | None = sys.stderr  # None for a process that was started without one
    return _bar if stream is not None and stream.isatty() else None


def _bar(total: int) -> Callable[[int], None]:
    if total < LONG:
        return lambda done: None
    bar = click.progressbar(length=total, label="Reading", file=sys.stderr, show_pos=False)
    bar.__enter__()
    left = [total]

    def advance(done: int) -> None:
        bar.update(done)
        left[0] -= done
        if left[0] <= 0:
            bar.__exit__(None, None, None)

    return advance
