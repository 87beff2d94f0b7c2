"""All probes behind one guard: a bug in a probe becomes one warning that names it, never a failed test."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.ownership.birth import has_first_party
from pytest_wshygiene.probes.base import Look, Probe, Watch


@dataclass(frozen=True, slots=True)
class Suspect:
    """A resource that is open although its owner is done, kept alive while it is being judged."""

    record: Record
    resource: Any


class Panel:
    """The probes in use. One that cannot be installed is left out; one that fails on a resource goes on with others."""

    def __init__(self, watch: Watch, probes: Iterable[Probe], on_crash: Callable[[str, BaseException], None]) -> None:
        self.watch = watch
        self._on_crash = on_crash
        self._probes: dict[str, Probe] = {}
        for probe in probes:
            try:
                probe.install(watch)
            except Exception as error:
                watch.blind[probe.kind] = f"its probe failed: {type(error).__name__}"
                on_crash(probe.kind, error)
            else:
                self._probes[probe.kind] = probe

    def open_among(self, records: Iterable[Record]) -> list[Suspect]:
        """Those of ``records`` that are alive, open, and not judged yet."""
        suspects = []
        for record in records:
            if record.judged:
                continue
            resource = record()
            if resource is not None and self.is_open(record, resource) and not self._is_afterlife(record, resource):
                suspects.append(Suspect(record, resource))
        return suspects

    def _is_afterlife(self, record: Record, resource: object) -> bool:
        """True for a timer that a library has armed for a connection of its own that has been released since."""
        if record.kind != "timer" or has_first_party(record.sites):
            return False
        served = getattr(getattr(resource, "_callback", None), "__self__", None)
        owner = self.watch.ledger.find(served) if served is not None else None
        return owner is not None and not self.is_open(owner, served)

    def is_open(self, record: Record, resource: Any) -> bool:
        """True while somebody still has to release it; False where the probe cannot tell."""
        probe = self._probes.get(record.kind)
        if probe is None:
            return False
        try:
            return probe.is_open(resource, record)
        except Exception as error:
            self._on_crash(record.kind, error)
            record.judged = True
            return False

    def loop_of(self, suspect: Suspect) -> Any:
        """The loop that the resource cannot outlive."""
        probe = self._probes.get(suspect.record.kind)
        try:
            return probe.loop(suspect.resource, suspect.record) if probe is not None else None
        except Exception as error:
            self._on_crash(suspect.record.kind, error)
            return None

    def look(self, suspect: Suspect) -> Look:
        """What there is to say of it; less, where its probe fails."""
        kind = suspect.record.kind
        try:
            return self._probes[kind].look(suspect.resource, suspect.record, self.watch.root)
        except Exception as error:
            self._on_crash(kind, error)
            name = type(suspect.resource).__qualname__
            state = "unknown: its probe failed on it"
            return Look(name, f"{kind} `{name}` was still open", state, "release it at the end of its owner")
