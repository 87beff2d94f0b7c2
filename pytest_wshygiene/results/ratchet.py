"""Known leaks: left alone while they get no more, until their day has passed, and struck off when they are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pytest_wshygiene.model import Leak
from pytest_wshygiene.results.extent import Extent, function_of
from wshygiene_checks import baseline
from wshygiene_checks.baseline import Entry
from wshygiene_checks.catalogue import RULES

#: Tests of one leak that are written down one by one, and then files; with more of them, any test may be one.
MOST_PLACES = 20
#: Entries that are named one by one.
_MOST_NAMED = 10
_IN_DOUBT = ("unknown", "unconfirmed")
_OURS = frozenset(rule.code for rule in RULES if rule.side == "run-time")


class Ratchet:
    """The baseline of a run: what it allows, what has become of it, and what it is to be.

    ``path`` is None where there is none, and ``place`` says where it is named. A file may hold findings of the linter
    as well; they are left as they are.
    """

    def __init__(self, path: Path | None, update: bool, place: str) -> None:
        self.path = path
        self.update = update
        self._old: tuple[Entry, ...] = ()
        if path is not None and (path.exists() or not update):
            try:
                self._old = baseline.load(path).entries
            except baseline.BaselineError as error:
                hint = "" if path.exists() else " Write one with --wshygiene-update-baseline."
                raise pytest.UsageError(f"{place}: {error}{hint}") from error
        self._known = {entry.fingerprint: entry for entry in self._old if entry.code in _OURS}

    def allowed(self) -> dict[str, int]:
        """How many of each fingerprint do not fail."""
        if self.update:
            return {}
        return {name: entry.count for name, entry in self._known.items() if not _has_expired(entry)}

    def expired(self) -> dict[str, date]:
        """The last day of those that are known and fail all the same."""
        return {name: entry.until for name, entry in self._known.items() if entry.until and _has_expired(entry)}

    def gone(self, leaks: Iterable[Leak], extent: Extent) -> list[tuple[Entry, int]]:
        """Entries that allow more than there was, with how many there were; only what was seen in full counts."""
        leaks = list(leaks)
        found, doubted = _counts(leaks), {leak.fingerprint for leak in leaks if leak.verdict in _IN_DOUBT}
        return [
            (entry, found[name])
            for name, entry in self._known.items()
            if found[name] < entry.count and name not in doubted and _is_seen(entry, extent)
        ]

    def told(self, gone: list[tuple[Entry, int]]) -> Iterator[str]:
        """What is to be done about entries that are gone."""
        if gone:
            entries = "1 entry" if len(gone) == 1 else f"{len(gone)} entries"
            verb = "leaks no longer" if len(gone) == 1 else "leak no longer"
            yield f"{entries} of {self._name} {verb}; strike off with --wshygiene-update-baseline:"
        for entry, left in gone[:_MOST_NAMED]:
            yield f"    {entry.code} {entry.summary}, {entry.path} in {entry.owner}: {entry.count} known, {left} found"
        if len(gone) > _MOST_NAMED:
            yield f"    ... and {len(gone) - _MOST_NAMED} more"

    def revise(self, leaks: Iterable[Leak], extent: Extent) -> str:
        """Write what was found into the file; what was not seen stays. Returns what has changed."""
        assert self.path is not None
        entries = self._revised(list(leaks), extent)
        before, after = {entry.fingerprint for entry in self._old}, {entry.fingerprint for entry in entries}
        try:
            baseline.write(self.path, entries)
        except baseline.BaselineError as error:
            return str(error)
        added, struck = len(after - before), len(before - after)
        return f"{self._name}: {len(after)} known, {added} added, {struck} struck off."

    @property
    def _name(self) -> str:
        return self.path.name if self.path is not None else ""

    def _revised(self, leaks: list[Leak], extent: Extent) -> list[Entry]:
        found = _counts(leaks)
        first = {leak.fingerprint: leak for leak in reversed(leaks) if found[leak.fingerprint]}
        kept = [entry for entry in self._old if entry.code not in _OURS]
        for name, leak in first.items():
            owners = {function_of(each.owner.nodeid) for each in leaks if each.fingerprint == name}
            kept.append(_merged(self._known.get(name), leak, found[name], owners, extent))
        gone = {entry.fingerprint for entry, _ in self.gone(leaks, extent)}
        return kept + [entry for name, entry in self._known.items() if name not in first and name not in gone]


def _merged(old: Entry | None, leak: Leak, count: int, owners: set[str], extent: Extent) -> Entry:
    entry = Entry(
        fingerprint=leak.fingerprint,
        code=leak.code,
        path=leak.birth[0].path if leak.birth else leak.owner.path,
        owner=leak.birth[0].function if leak.birth else str(leak.owner),
        summary=leak.subject,
        count=count,
        tests=_places(owners),
    )
    if old is None:
        return entry
    entry = replace(entry, reason=old.reason, until=old.until)
    if _is_seen(old, extent):
        return entry
    unseen = {name for name in old.tests if not extent.has_seen(name)}
    return replace(entry, count=max(count, old.count), tests=_places(owners | unseen))


def _places(owners: set[str]) -> tuple[str, ...]:
    """The owners, or where there are many, their files; "" where there are many of these too."""
    if len(owners) > MOST_PLACES:
        owners = {owner.partition("::")[0] for owner in owners}
    return tuple(sorted(owners)) if len(owners) <= MOST_PLACES else ("",)


def _is_seen(entry: Entry, extent: Extent) -> bool:
    return all(extent.has_seen(name) for name in entry.tests or ("",))


def _has_expired(entry: Entry) -> bool:
    return entry.until is not None and entry.until < date.today()


def _counts(leaks: Iterable[Leak]) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for leak in leaks:
        if leak.verdict not in ("ignored", *_IN_DOUBT):
            counts[leak.fingerprint] += leak.count
    return counts
