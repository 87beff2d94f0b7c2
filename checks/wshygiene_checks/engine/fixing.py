"""Applies fixes until nothing is left to fix, checking again after each round."""

from __future__ import annotations

import ast
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping

from wshygiene_checks.engine.checking import check
from wshygiene_checks.engine.edits import apply
from wshygiene_checks.engine.pausing import parsing
from wshygiene_checks.engine.record import Checked, Repair, Request
from wshygiene_checks.finding import Applicability, FileError, Finding
from wshygiene_checks.source import Undecodable, decode, encoding_of
from wshygiene_checks.writing import Replacement

#: Rounds after which we stop: two fixes that undo each other would go on for ever.
MOST_ROUNDS = 10


def repair(request: Request, kinds: frozenset[Applicability]) -> Repair:
    """Fix what can be fixed with the kinds of fixes allowed; nothing is written."""
    texts = dict(request.texts)
    before: dict[str, bytes] = {}
    fixed = 0
    checked = check(request)
    for _ in range(MOST_ROUNDS):
        changed = _round(request, checked, kinds, texts)
        if not changed:
            break
        for place, (old, new, count) in changed.items():
            before.setdefault(place, old)
            texts[place] = new
            fixed += count
        checked = check(request._replace(texts=dict(texts)))
    after = {place: texts[place] for place, old in before.items() if texts[place] != old}
    return Repair({place: before[place] for place in after}, after, fixed, checked)


def write(after: Mapping[str, bytes], root: str) -> list[FileError]:
    """Write changed files, each in one step; what cannot be written is left as it is."""
    errors = []
    for place, data in after.items():
        try:
            with Replacement(place) as file:
                file.write(data)
        except OSError as error:
            name = os.path.relpath(place, root).replace(os.sep, "/")
            errors.append(FileError(name, 0, f"cannot be written: {error.strerror or error}."))
    return errors


def _round(
    request: Request, checked: Checked, kinds: frozenset[Applicability], texts: Mapping[str, bytes]
) -> dict[str, tuple[bytes, bytes, int]]:
    """The files that one round of fixes changes: the bytes before and after, and the number of fixes."""
    changed = {}
    for name, findings in _fixable(checked.findings, kinds).items():
        place = os.path.normpath(os.path.join(request.project.root, name))
        try:
            data = texts[place] if place in texts else _read(place)
            new, count = _fixed(data, findings)
        except (OSError, Undecodable):  # it has changed since it was checked; the next round will say so
            continue
        if new != data:
            changed[place] = (data, new, count)
    return changed


def _fixable(findings: Iterable[Finding], kinds: frozenset[Applicability]) -> dict[str, list[Finding]]:
    grouped = defaultdict(list)
    for finding in findings:
        if finding.fix is not None and finding.fix.applicability in kinds:
            grouped[finding.path].append(finding)
    return grouped


def _fixed(data: bytes, findings: list[Finding]) -> tuple[bytes, int]:
    """The file with these findings fixed, but for those whose fix would leave something that is no Python any more."""
    text, encoding = decode(data), encoding_of(data)
    new, count = _applied(text, encoding, findings)
    if count or not findings:
        return new or data, count
    good: list[Finding] = []
    for finding in findings:
        if _applied(text, encoding, [*good, finding])[1] > len(good):
            good.append(finding)
    new, count = _applied(text, encoding, good)
    return new or data, count


def _applied(text: str, encoding: str, findings: list[Finding]) -> tuple[bytes, int]:
    """The bytes with these findings fixed and their number; nothing, and none, where that is no Python."""
    applied = apply(text, findings)
    try:
        new = applied.text.encode(encoding)  # `utf-8-sig` puts the byte order mark back
        with parsing():
            ast.parse(applied.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return b"", 0
    return new, len(applied.findings)


def _read(place: str) -> bytes:
    with open(place, "rb") as file:
        return file.read()
