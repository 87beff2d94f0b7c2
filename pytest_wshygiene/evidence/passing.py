"""What is still held, but goes with its owner: a lock that nobody can come to any more keeps nobody waiting."""

from __future__ import annotations

from typing import Any

from pytest_wshygiene.evidence.holders import HolderSearch
from pytest_wshygiene.model import Owner
from pytest_wshygiene.probes.panel import Suspect
from pytest_wshygiene.references.naming import is_test


def lasting(suspects: list[Suspect], owner: Owner, root: str) -> list[Suspect]:
    """The suspects without the locks that only what ends with ``owner`` has.

    ``root`` is pytest's root folder. A search that has spent its budget leaves all of them in, and so does a block.
    """
    locks = {id(lock): lock for each in suspects if (lock := _lock(each)) is not None}
    if not locks or owner.kind == "block":  # who is inside of a block has locals still
        return suspects
    search = HolderSearch(list(locks.values()), root)
    paths = search.run()
    if search.spent:
        return suspects
    passing = {mark for at, mark in enumerate(locks) if _ends_with(owner, paths.get(at))}
    return [each for each in suspects if id(_lock(each)) not in passing]


def _lock(suspect: Suspect) -> Any:
    return suspect.resource.lock() if suspect.record.kind == "lock" else None


def _ends_with(owner: Owner, path: list[Any] | None) -> bool:
    """True where nothing leads there but a test's own object, or the value of a fixture that ends now."""
    if not path or is_test(path[0]):
        return True
    if type(path[0]).__name__ != "FixtureDef":
        return False
    return path[0].scope == "function" or (path[0].argname, path[0].scope) == (owner.fixture, owner.scope)
