"""Growth that is known: what the baseline allows, or a filter leaves alone, is told and fails no churn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pytest_wshygiene.churn.record import CONTAINER, REGISTRY, Growth
from pytest_wshygiene.model import Leak, Owner
from pytest_wshygiene.report.growths import CODE, fingerprint_of

#: Gives verdicts on what has grown.
Verdicts = Callable[[list[Leak]], list[Leak]]
_SAID = {"baseline": "in the baseline", "ignored": "left alone"}


def without_known(
    growths: Sequence[Growth], name: str, owner: Owner, verdicts: Verdicts
) -> tuple[tuple[Growth, ...], tuple[str, ...]]:
    """What is new of ``growths``, and the rest in words. What only hangs on what is known is known with it."""
    roots = [growth for growth in growths if not growth.is_part]
    judged = verdicts([_as_leak(growth, name, owner) for growth in roots])
    known = [(growth, leak) for growth, leak in zip(roots, judged, strict=True) if leak.verdict in _SAID]
    if len(known) == len(roots):
        new: list[Growth] = []
    else:
        new = [growth for growth in growths if not any(growth is each for each, _ in known)]
    return tuple(new), tuple(f"{_SAID[leak.verdict]}: {growth}" for growth, leak in known)


def _as_leak(growth: Growth, name: str, owner: Owner) -> Leak:
    """One growth, as baselines, filters and hooks know what a test leaves behind."""
    return Leak(
        code=CODE,
        kind="registry" if growth.kind in (CONTAINER, REGISTRY) else "retained",
        summary=f"{growth}, in cycles of {name}",
        owner=owner,
        birth=growth.added,
        state=str(growth.pace),
        holders=(growth.holder,) if growth.holder else (),
        rules=(),
        release="",
        parts=(),
        subject=growth.what,
        fingerprint=fingerprint_of(owner.nodeid, growth.what),
    )
