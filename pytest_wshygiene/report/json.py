"""Leaks as JSON: the contract that machines read, and the form in which xdist's workers send them home."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pytest_wshygiene import __version__
from pytest_wshygiene.model import Leak, Line, Owner, ToldChurn


def to_dict(leak: Leak) -> dict[str, Any]:
    """One leak as plain data."""
    return {
        "code": leak.code,
        "kind": leak.kind,
        "summary": leak.summary,
        "owner": {
            "kind": leak.owner.kind,
            "nodeid": leak.owner.nodeid,
            "fixture": leak.owner.fixture,
            "scope": leak.owner.scope,
            "path": leak.owner.path,
            "line": leak.owner.line,
        },
        "birth": [{"path": line.path, "line": line.line, "function": line.function} for line in leak.birth],
        "state": leak.state,
        "holders": list(leak.holders),
        "suspects": [list(span) for span in leak.suspects],
        "rules": list(leak.rules),
        "release": leak.release,
        "parts": list(leak.parts),
        "subject": leak.subject,
        "count": leak.count,
        "fingerprint": leak.fingerprint,
        "verdict": leak.verdict,
        "reason": leak.reason,
        "confirmed": leak.confirmed,
        "grade": leak.grade,
    }


def from_dict(data: Mapping[str, Any]) -> Leak:
    """The leak that ``to_dict`` was given."""
    plain = dict(data)
    plain["owner"] = Owner(**plain["owner"])
    plain["birth"] = tuple(Line(**line) for line in plain["birth"])
    for name in ("holders", "rules", "parts"):
        plain[name] = tuple(plain[name])
    plain["suspects"] = tuple((start, end) for start, end in plain.get("suspects", ()))
    return Leak(**plain)


def document(
    leaks: Iterable[Leak],
    tests: int,
    watched: Iterable[str],
    blind: Mapping[str, str],
    churns: Sequence[ToldChurn] = (),
    is_broken_off: bool = False,
) -> str:
    """The whole report; ``churns`` is in it where tests have run any, and ``broken_off`` where that is true."""
    stopped = {"broken_off": True} if is_broken_off else {}
    measured = {"churns": [each.figures for each in churns]} if churns else {}
    return json.dumps(
        {
            "version": 1,
            "tool": {"name": "pytest-wshygiene", "version": __version__},
            "watched": sorted(watched),
            "not_watched": [{"kind": kind, "reason": reason} for kind, reason in sorted(blind.items())],
            "tests": tests,
            **stopped,
            "leaks": [to_dict(leak) for leak in leaks],
            **measured,
        },
        indent=2,
    )
