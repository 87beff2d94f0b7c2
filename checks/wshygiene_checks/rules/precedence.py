"""One cause, one finding: where two rules see the same thing at the same place, the more telling one speaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from wshygiene_checks.finding import Confidence, Finding

_SUREST: tuple[Confidence, ...] = ("high", "medium", "info")

# The code on the left says more than those on the right about the same line or the same thing.
_SAYS_MORE_THAN: dict[str, frozenset[str]] = {
    "WSH101": frozenset({"WSH303"}),
    "WSH104": frozenset({"WSH101", "WSH102"}),
    "WSH106": frozenset({"WSH101", "WSH102"}),
    "WSH105": frozenset({"WSH101"}),
    "WSH204": frozenset({"WSH203", "WSH209"}),
    "WSH205": frozenset({"WSH201"}),
    "WSH206": frozenset({"WSH202", "WSH209", "WSH208"}),
    "WSH209": frozenset({"WSH203"}),
    "WSH210": frozenset({"WSH205"}),
    "WSH501": frozenset({"WSH201", "WSH202"}),
    "WSH301": frozenset({"WSH302", "WSH306", "WSH309", "WSH311", "WSH307", "WSH508"}),
    "WSH303": frozenset({"WSH302", "WSH306", "WSH311", "WSH508"}),
    "WSH304": frozenset({"WSH311", "WSH306"}),
    "WSH302": frozenset({"WSH306", "WSH310", "WSH309", "WSH311", "WSH307", "WSH508"}),
    "WSH307": frozenset({"WSH311"}),
    "WSH309": frozenset({"WSH307", "WSH311"}),
    "WSH310": frozenset({"WSH306", "WSH311"}),
    "WSH403": frozenset({"WSH402", "WSH408"}),
    "WSH406": frozenset({"WSH402", "WSH403", "WSH206"}),
    "WSH401": frozenset({"WSH404"}),
    "WSH405": frozenset({"WSH401"}),
    "WSH408": frozenset({"WSH401", "WSH402"}),
    "WSH407": frozenset({"WSH101", "WSH102", "WSH103"}),
    "WSH409": frozenset({"WSH401", "WSH402", "WSH408"}),
    "WSH508": frozenset({"WSH306", "WSH311"}),
}


def one_for_each_cause(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Drop duplicates, and what a more telling finding on the same line or about the same thing says already.

    ``a() if secure else b()`` opens one thing. Of two findings that are not equally sure the surer one speaks,
    whichever tells more.
    """
    once: dict[tuple[str, int, str, str], Finding] = {}
    for each in findings:
        first = once.setdefault((each.path, each.line, each.code, each.subject), each)
        if each.column < first.column:
            once[each.path, each.line, each.code, each.subject] = each
    at: dict[tuple[str, int | str], list[Finding]] = defaultdict(list)
    for finding in once.values():
        for place in _places(finding):
            at[place].append(finding)
    for finding in once.values():
        if not any(_silences(other, finding) for place in _places(finding) for other in at[place]):
            yield finding


def _silences(one: Finding, other: Finding) -> bool:
    surer = _SUREST.index(other.confidence) - _SUREST.index(one.confidence)
    if other.code in _SAYS_MORE_THAN.get(one.code, ()):
        return surer >= 0
    return surer > 0 and one.code in _SAYS_MORE_THAN.get(other.code, ())


def _places(finding: Finding) -> tuple[tuple[str, int | str], ...]:
    """Its line, and its subject: a local name is one thing in one function, anything else in a whole class."""
    owner = finding.owner.partition(".")[0] if "." in finding.subject else finding.owner
    return (finding.path, finding.line), (f"{finding.path}: {owner}", finding.subject)
