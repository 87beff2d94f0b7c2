"""A test in doubt: what its first run has left, and what becomes of that in its reruns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pytest

from pytest_wshygiene.census.places import Place
from pytest_wshygiene.census.reruns import Recorded, UnderKeys
from pytest_wshygiene.model import Leak
from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.settings.reading import Terms

#: Leaks of one owner that has ended, and the terms to judge them by.
Pending = tuple[list[Leak], Terms]
#: How often a test is run again: the last time with its containers recorded.
RERUNS = 2
#: Kinds that nobody waits for.
PASSIVE = ("listener", "lock", "registry", "retained")
_SIZES = re.compile(r"(\d+) -> (\d+)")


@dataclass(slots=True)
class Case:
    """One test in doubt: what its first run has left, and what has become of that since; leaks by ``key_of``."""

    item: pytest.Item
    left: list[Pending]
    doubts: dict[str, Leak]
    settled: dict[str, Leak] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    grown_inside: set[str] = field(default_factory=set)
    put_back: list[Callable[[], None]] = field(default_factory=list)
    is_running: bool = False
    alive: dict[int, Record] = field(default_factory=dict)  # what was open before it was run again, by identity
    leaves_alive: bool = False
    reruns: int = 0
    trouble: str = ""
    under: dict[str, UnderKeys] = field(default_factory=dict)
    recorded: dict[str, Recorded] = field(default_factory=dict)  # in the last run

    def look_under_keys(self, is_meant: Callable[[object], bool]) -> None:
        """Remember what is under the new keys of dictionaries, as far as ``is_meant(value)``."""
        for key, place in self.places.items():
            before, after = _SIZES.findall(self.doubts[key].state)[0]
            self.under[key] = UnderKeys(place, int(after) - int(before), is_meant)

    def observe(self, grown: Mapping[str, Leak]) -> None:
        """Take in what a rerun has grown, or has left alive."""
        self.reruns += 1
        self.leaves_alive = self.leaves_alive or any(leak.kind not in PASSIVE for leak in grown.values())
        for key, leak in self.doubts.items():
            found = grown.get(key) or grown.get(f"{key}[*]")
            if found is not None and key not in grown:  # the room is there since the first run; its members are new
                self.grown_inside.add(key)
            if self.trouble:
                self.settled[key] = leak.judged("unconfirmed", f"the test could not be run again: {self.trouble}")
            elif found is None and self.reruns < RERUNS and key in self.under and self.under[key].have_changed():
                self.under[key].take_out()
            elif found is None:
                again = f"{self.reruns - 1} of {self.reruns} reruns grew it again"
                reason = "a rerun did not grow it again" if self.reruns == 1 else again
                self.settled[key] = leak.judged("unconfirmed", reason)
            elif self.reruns == RERUNS and self._is_place_for_one(key):
                self.settled[key] = leak.judged("unconfirmed", "each run replaces what is under the same key")
            elif self.reruns == RERUNS and key in self.recorded and self.recorded[key].takes_in_classes:
                self.settled[key] = leak.judged("unconfirmed", "it takes in classes, which the test defines each time")
            elif self.reruns == RERUNS and self._has_bound_in_code(key):
                self.settled[key] = leak.judged("unconfirmed", "the code that adds to it takes out what is too much")
            elif self.reruns == RERUNS:
                self.settled[key] = _confirmed(leak, found)
        self.doubts = {key: leak for key, leak in self.doubts.items() if key not in self.settled}
        if not self.doubts:
            for under in self.under.values():
                under.give_back()

    def _has_bound_in_code(self, key: str) -> bool:
        return key in self.recorded and self.recorded[key].has_bound_in_code

    def _is_place_for_one(self, key: str) -> bool:
        if key not in self.under or key not in self.recorded:
            return False
        return self.under[key].are_places_for_one(self.recorded[key].births)


def key_of(leak: Leak) -> str:
    """What is the same in every run of a test: for a container, its path."""
    return leak.holders[0] if leak.kind in ("registry", "listener") else f"{leak.kind} {leak.subject}"


def _confirmed(leak: Leak, again: Leak) -> Leak:
    """A leak with the birth that a rerun has shown; the first run counts as well."""
    new = again.state.partition(", new: ")[2]
    return replace(
        leak,
        verdict="fail",
        confirmed=f"{RERUNS + 1}/{RERUNS + 1}",
        birth=again.birth,
        rules=again.rules,
        release=again.release,
        fingerprint=again.fingerprint,
        state=f"{leak.state}, new when run again: {new}" if new else leak.state,
    )
