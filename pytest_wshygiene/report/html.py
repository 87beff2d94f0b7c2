"""Leaks as one HTML file: the document is the linter's, the sections have what only a running program shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pytest_wshygiene import __version__
from pytest_wshygiene.model import Leak
from pytest_wshygiene.report.paths import drawn
from pytest_wshygiene.report.text import slug, unseen
from pytest_wshygiene.source_rules import rule_line
from wshygiene_checks.reporters.html import Card, Figure, Level, Page, Row, document
from wshygiene_checks.reporters.summary import counted

#: How loud each verdict is, the loudest first.
LEVELS: dict[str, Level] = {
    "fail": "error",
    "warn": "warning",
    "test failed": "warning",
    "unconfirmed": "note",
    "unknown": "note",
    "baseline": "muted",
    "ignored": "muted",
}


def render(leaks: Iterable[Leak], tests: int, blind: Mapping[str, str]) -> str:
    """The whole report, what fails first."""
    order = list(LEVELS)
    found = sorted(leaks, key=lambda leak: order.index(leak.verdict))
    counts: Counter[str] = Counter()
    for leak in found:
        counts[leak.verdict] += leak.count
    facts = [f"{counted(tests, 'test')} judged."]
    facts += [f"Not watched: {kind} ({reason})." for kind, reason in sorted(blind.items())]
    number = sum(counts[word] for word, level in LEVELS.items() if level in ("error", "warning"))
    return document(
        Page(
            heading=counted(number, "leak") if number else "No leaks",
            tool=f"pytest-wshygiene {__version__}",
            facts=tuple(facts),
            counts=tuple((level, counts[word], word) for word, level in LEVELS.items()),
            first_column="Verdict",
            cards=tuple(card(leak) for leak in found),
        )
    )


def card(leak: Leak) -> Card:
    """One leak with all of its evidence."""
    born = leak.birth[0] if leak.birth else None
    return Card(
        code=leak.code,
        name=slug(leak),
        level=LEVELS[leak.verdict],
        word=leak.verdict,
        kind=leak.kind,
        place=f"{born.path}:{born.line}" if born else f"{leak.owner.path}:{leak.owner.line}",
        owner=str(leak.owner),
        summary=leak.summary,
        count=leak.count,
        rows=_rows(leak),
        figures=tuple(_figures(leak)),
    )


def _rows(leak: Leak) -> tuple[Row, ...]:
    first, *under = [str(line) for line in leak.birth] or [unseen(leak)]
    return (
        Row("born", (first, *(f"by {line}" for line in under))),
        Row("now", (leak.state,)),
        Row("parts", leak.parts),
        Row("held by", leak.holders),
        Row("rule", (rule_line(leak),)),
        Row("release", (leak.release,)),
        Row("grade", (leak.grade,)),
        Row("confirmed", (leak.confirmed,)),
        Row("verdict", (f"{leak.verdict}: {leak.reason}" if leak.reason else "",)),
        Row("fingerprint", (leak.fingerprint,)),
    )


def _figures(leak: Leak) -> Iterator[Figure]:
    """The shortest path; the others are there as text."""
    for holder, suspect in zip(leak.holders[:1], (*leak.suspects[:1], (0, 0)), strict=False):
        named = leak.subject if leak.subject.startswith(leak.kind) else f"{leak.kind} {leak.subject}"
        drawing = drawn(holder, named, suspect)
        if drawing is not None:
            marked = "; dashed: what ties something older to what the test has made" if suspect[0] < suspect[1] else ""
            yield Figure(f"What keeps the {leak.kind} alive: `{holder}`{marked}", drawing)
