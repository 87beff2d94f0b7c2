"""Leaks of one shape are told once, with a count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pytest_wshygiene.model import Leak

#: Holder paths kept for a leak.
MOST_HOLDERS = 3


def fold(leaks: Iterable[Leak]) -> list[Leak]:
    """Leaks of one shape (same thing, same birth, same owner) become one with a count."""
    shapes: dict[tuple[object, ...], Leak] = {}
    for leak in leaks:
        shape = (leak.code, leak.kind, leak.subject, leak.owner, leak.birth[:1], leak.verdict)
        known = shapes.get(shape)
        if known is None:
            shapes[shape] = leak
            continue
        marked = _marked(known) | {
            holder: span for holder, span in _marked(leak).items() if holder not in known.holders
        }
        holders = dict(list(marked.items())[:MOST_HOLDERS])
        suspects = tuple(holders.values()) if known.suspects or leak.suspects else ()
        shapes[shape] = replace(known, count=known.count + leak.count, holders=tuple(holders), suspects=suspects)
    return list(shapes.values())


def _marked(leak: Leak) -> dict[str, tuple[int, int]]:
    """Its holders, and the suspect part of each."""
    spans = [*leak.suspects, *[(0, 0)] * len(leak.holders)]
    return dict(zip(leak.holders, spans, strict=False))
