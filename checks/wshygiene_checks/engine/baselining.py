"""Known findings: which of those found are known, and what the file of known ones becomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from wshygiene_checks.baseline import Baseline, Entry
from wshygiene_checks.engine.record import Split
from wshygiene_checks.finding import Finding


def split(findings: Iterable[Finding], baseline: Baseline, today: date) -> Split:
    """Set the known findings apart: of each fingerprint as many as its entry counts, until its last day."""
    left = {e.fingerprint: e.count for e in baseline.entries if e.until is None or e.until >= today}
    fresh: list[Finding] = []
    known: list[Finding] = []
    for finding in findings:
        room = left.get(finding.fingerprint, 0)
        left[finding.fingerprint] = room - 1
        (known if room > 0 else fresh).append(finding)
    return Split(tuple(fresh), tuple(known))


def merged(findings: Sequence[Finding], old: Baseline, judged: Callable[[Entry], bool]) -> list[Entry]:
    """Entries for all findings. What somebody wrote into an entry stays; so do entries that are not ``judged``."""
    kept = {entry.fingerprint: entry for entry in old.entries}
    found = {finding.fingerprint: finding for finding in findings}
    counts = Counter(finding.fingerprint for finding in findings)
    others = [entry for entry in old.entries if not judged(entry) and entry.fingerprint not in found]
    return others + [_entry(found[name], count, kept.get(name)) for name, count in counts.items()]


def pruned(findings: Sequence[Finding], old: Baseline, judged: Callable[[Entry], bool]) -> list[Entry]:
    """The old entries without those that are ``judged`` and nothing is found for, and with no higher counts than
    needed.
    """
    counts = Counter(finding.fingerprint for finding in findings)
    kept = [entry for entry in old.entries if counts[entry.fingerprint] or not judged(entry)]
    return [_lowered(entry, counts[entry.fingerprint]) if judged(entry) else entry for entry in kept]


def _lowered(entry: Entry, count: int) -> Entry:
    return replace(entry, count=min(entry.count, count))


def _entry(finding: Finding, count: int, old: Entry | None) -> Entry:
    return Entry(
        fingerprint=finding.fingerprint,
        code=finding.code,
        path=finding.path,
        owner=finding.owner,
        summary=finding.message.partition("\n")[0],
        count=count,
        reason=old.reason if old else "",
        until=old.until if old else None,
    )
