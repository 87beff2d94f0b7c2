"""Which limits a call switches off, as the packs describe them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.packs.schema import Limit
from wshygiene_checks.project import Acquisition, Project


class SwitchedOff(NamedTuple):
    """A limit that a call switches off: written out, or by leaving out a keyword whose default is off."""

    acquisition: Acquisition
    limit: Limit
    explicit: bool


def switched_off(project: Project, code: str) -> Iterator[SwitchedOff]:
    """The limits that one rule watches over, wherever they are off."""
    for acquisition in project.acquisitions:
        for limit in acquisition.entry.limits:
            if limit.rule == code:
                yield from _judged(acquisition, limit)


def _judged(acquisition: Acquisition, limit: Limit) -> Iterator[SwitchedOff]:
    call = acquisition.call
    given = call.keyword(limit.keyword)
    if given is not None:
        if given.kind == "constant" and given.path in limit.off:
            yield SwitchedOff(acquisition, limit, True)
    elif limit.absent_is_off and not any(call.keyword(name) for name in ("**", *limit.instead)):
        yield SwitchedOff(acquisition, limit, False)
