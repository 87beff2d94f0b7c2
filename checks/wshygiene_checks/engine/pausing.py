"""Parses without the garbage collector, which finds nothing in syntax trees, and without the parser's remarks."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the collector, unless somebody else has."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def parsing() -> Iterator[None]:
    """The surroundings in which other people's files are parsed: their escape sequences are no concern of ours."""
    with collector_paused(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
