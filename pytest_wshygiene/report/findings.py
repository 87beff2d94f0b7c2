"""Leaks as findings: the record that the reporters of both halves read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from pytest_wshygiene.evidence.source_rules import rule_line
from pytest_wshygiene.model import Leak
from pytest_wshygiene.report.loudness import LOUDNESS
from pytest_wshygiene.report.text import slug
from wshygiene_checks.finding import Evidence, Finding
from wshygiene_checks.reporters.record import Report

#: Owners of one cause that are named.
MOST_OWNERS = 5
_PLACE = re.compile(r"(?P<path>[^\s:]+\.py):(?P<line>\d+)\b")

#: A place in a file of the project.
Place = tuple[str, int]


def report_of(leaks: Iterable[Leak], root: Path, tests: int, more: Iterable[Finding] = ()) -> Report:
    """What the reporters of code hosts and build servers are given: a finding for each cause, in the order of places.

    Leaks that do not count are left out: whoever looks at such a report is to do something about all that is in it.
    ``more`` are findings that are no leaks.
    """
    causes: dict[str, list[Leak]] = {}
    for leak in leaks:
        if leak.verdict in LOUDNESS:
            causes.setdefault(leak.fingerprint, []).append(leak)
    found = [*(finding_of(same, root) for same in causes.values()), *more]
    found.sort(key=lambda finding: (finding.path, finding.line, finding.code))
    home = str(_repository(root))
    return Report(findings=tuple(found), root=str(root), repository=home, folder=home, files=tests, side="run-time")


def _repository(root: Path) -> Path:
    """The folder that code hosts resolve paths against: the nearest one with a repository in it, or ``root``."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)


def finding_of(same: Sequence[Leak], root: Path) -> Finding:
    """Leaks of one fingerprint, at the line of the project that is nearest to their birth."""
    leak = min(same, key=lambda leak: list(LOUDNESS).index(leak.verdict))
    path, line = place_of(leak, root)
    count = sum(each.count for each in same)
    owners = dict.fromkeys(str(each.owner) for each in same)
    times = f" ({count} x{f', of {len(owners)} owners' if len(owners) > 1 else ''})" if count > 1 else ""
    return Finding(
        code=leak.code,
        path=path,
        line=line,
        column=0,
        end_line=line,
        end_column=0,
        message=f"{leak.summary}{times}\nRelease: {leak.release}",
        confidence=LOUDNESS[leak.verdict],
        owner=str(leak.owner),
        subject=leak.subject,
        evidence=tuple(_evidence(leak, list(owners), (path, line), lambda place: _is_here(place, root))),
        known_as=leak.fingerprint,
        title=slug(leak),
    )


def place_of(leak: Leak, root: Path) -> Place:
    """The first line of the birth that lies in the project, else the owner's."""
    lines = [(line.path, line.line) for line in leak.birth]
    lines += [(leak.owner.path, leak.owner.line), (leak.owner.nodeid.partition("::")[0], 1)]
    return first_here(lines, root)


def first_here(places: Iterable[Place], root: Path) -> Place:
    """The first of these places that lies in the project; ("", 0) where there is none."""
    return next((place for place in places if _is_here(place, root)), ("", 0))


def _is_here(place: Place, root: Path) -> bool:
    return bool(place[0]) and not Path(place[0]).is_absolute() and (root / place[0]).is_file()


def _evidence(leak: Leak, owners: Sequence[str], main: Place, is_here: Callable[[Place], bool]) -> Iterator[Evidence]:
    """Everything else that is known; what has no place of its own in the project is told at the main one."""
    for label, text in _told(leak, owners):
        found = _PLACE.search(text)
        place = (found["path"], int(found["line"])) if found else main
        if is_here(place):
            yield Evidence(*place, f"{label} {text.removeprefix(f'{place[0]}:{place[1]} ')}")
        else:
            yield Evidence(*main, f"{label} {text}")


def _told(leak: Leak, owners: Sequence[str]) -> Iterator[tuple[str, str]]:
    for index, line in enumerate(leak.birth):
        yield ("by" if index else "born"), str(line)
    yield "now", leak.state
    for owner in owners[:MOST_OWNERS]:
        yield "owner", owner
    if len(owners) > MOST_OWNERS:
        yield "owner", f"... and {len(owners) - MOST_OWNERS} more"
    for part in leak.parts:
        yield "part", part
    for holder in leak.holders:
        yield "held by", holder
    if source := rule_line(leak):
        yield "rule", source
