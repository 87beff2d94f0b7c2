"""Leaks as terminal text: the first line stands alone, the evidence follows in a fixed order."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping

from pytest_wshygiene.evidence.source_rules import rule_line
from pytest_wshygiene.model import Leak
from wshygiene_checks.catalogue import rule

#: A leak's paragraph never takes more lines than this.
MOST_LINES = 15
#: Parts of a resource that are named one by one.
MOST_PARTS = 4
_WIDTH = 110
_LABEL = 10
_UNCERTAIN = ("unknown", "unconfirmed")


def paragraph(leak: Leak) -> str:
    """One leak in at most ``MOST_LINES`` lines; where there are too many, fewer parts are named."""
    for most in range(MOST_PARTS, 0, -1):
        lines = _lines(leak, most)
        if len(lines) <= MOST_LINES:
            return "\n".join(lines)
    return "\n".join([*lines[: MOST_LINES - 1], "    ..."])


def _lines(leak: Leak, most: int) -> list[str]:
    """The first sentence and the evidence, with at most so many parts of it named."""
    count = f" ({leak.count} x)" if leak.count > 1 else ""
    confirmed = f" (confirmed {leak.confirmed})" if leak.confirmed else ""
    lines = [f"{leak.code} {slug(leak)}: {leak.summary}{count}{confirmed}"]
    rows = [("born", str(leak.birth[0]) if leak.birth else unseen(leak))]
    rows += [("", f"by {line}") for line in leak.birth[1:2]]
    rows.append(("now", leak.state))
    rows += [("parts" if index == 0 else "", part) for index, part in enumerate(_few(leak.parts, most))]
    rows += [("held by" if index == 0 else "", holder) for index, holder in enumerate(leak.holders)]
    marks = dict(zip(leak.holders[:1], leak.suspects, strict=False))
    if source := rule_line(leak):
        rows.append(("rule", source))
    rows.append(("release", leak.release))
    if leak.reason:
        rows.append(("verdict", f"{leak.verdict}: {leak.reason}"))
    for label, text in rows:
        indent = " " * (4 + _LABEL)
        wrapped = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
        if label == "held by" and text in marks:
            wrapped = _underlined(wrapped, *marks[text])
        lines.append(f"    {label:<{_LABEL}}{wrapped[0]}")
        lines += [indent + line for line in wrapped[1:]]
    return lines


def one_line(leak: Leak) -> str:
    """The leak without its evidence, with what it is known by."""
    count = f" ({leak.count} x)" if leak.count > 1 else ""
    return f"{leak.code} {slug(leak)} [{leak.fingerprint}] {leak.verdict}: {leak.summary}{count}"


def slug(leak: Leak) -> str:
    """The rule's name with the kind at hand: ``timer-outlives-owner`` for a timer under ``task-outlives-owner``."""
    return f"{leak.kind.replace(' ', '-')}-{rule(leak.code).name.partition('-')[2]}"


def _underlined(lines: list[str], start: int, end: int) -> list[str]:
    """The lines of a wrapped text, with a row of tildes under what is from ``start`` to ``end`` of it."""
    marked: list[str] = []
    at = 0
    for line in lines:
        marked.append(line)
        first, last = max(start - at, 0), min(end - at, len(line))
        if first < last:
            marked.append(" " * first + "~" * (last - first))
        at += len(line) + 1
    return marked


def _few(parts: tuple[str, ...], most: int) -> list[str]:
    """Parts of one wording once, and the first ``most`` of them; JSON has them all."""
    counted = [f"{part} ({count} x)" if count > 1 else part for part, count in Counter(parts).items()]
    left = len(counted) - most
    return counted if left <= 0 else [*counted[:most], f"... and {left} more"]


def unseen(leak: Leak) -> str:
    """What is said of a birth that was not recorded."""
    if leak.kind == "registry":
        return "unknown: it was added where additions cannot be recorded"
    return "unknown: it was made where births cannot be recorded"


def paragraphs(leaks: Iterable[Leak]) -> str:
    """All of them, a blank line between."""
    return "\n\n".join(paragraph(leak) for leak in leaks)


def header(mode: str, settle: float, kinds: int, of: int, blind: Mapping[str, str], unnamed: bool = False) -> list[str]:
    """The header line, and a second one only where something cannot be watched.

    ``unnamed``: containers would be watched, and nobody has said which.
    """
    chosen = "all kinds" if kinds == of else f"{kinds} of {of} kinds"
    if unnamed:
        chosen += "; containers once wshygiene_discover names their package"
    return [f"wshygiene: mode={mode}, settle={settle:g} s, {chosen}", *blindness(blind)]


def blindness(blind: Mapping[str, str]) -> list[str]:
    """One line that names what is not watched, and why."""
    if not blind:
        return []
    return ["wshygiene: not watched: " + "; ".join(f"{kind} ({reason})" for kind, reason in blind.items())]


def summary(tests: int, verdicts: Mapping[str, int], grown: int = 0, hidden: bool = False) -> str:
    """The closing line: what was found in how many tests, and in how many churns something ``grown``.

    ``hidden``: what is not certain is counted, not shown.
    """
    judged = f"{tests} test{'s' if tests != 1 else ''} judged"
    if grown:
        judged = f"growth in {grown} churn{'s' if grown != 1 else ''}, {judged}"
    found = sum(verdicts.get(word, 0) for word in ("fail", "warn", "test failed"))
    if not found:
        text = f"no leaks, {judged}"
    else:
        named = {"fail": "failed", "warn": "warned", "test failed": "in failed tests"}
        detail = ", ".join(f"{verdicts[word]} {name}" for word, name in named.items() if verdicts.get(word))
        text = f"{found} leak{'s' if found != 1 else ''} ({detail}), {judged}"
    left = [f"{verdicts[word]} {word}" for word in ("ignored", "baseline", *_UNCERTAIN) if verdicts.get(word)]
    uncertain = " and ".join(word for word in _UNCERTAIN if verdicts.get(word))
    hint = [f"-v shows the {uncertain}"] if hidden and uncertain else []
    return "wshygiene: " + "; ".join([text, *left, *hint])
