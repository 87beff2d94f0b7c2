"""Leaks as one HTML file: the document is the linter's, the sections have what only a running program shows."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from pytest_wshygiene import __version__
from pytest_wshygiene.evidence.source_rules import rule_line
from pytest_wshygiene.model import Leak, ToldChurn
from pytest_wshygiene.report.paths import drawn
from pytest_wshygiene.report.text import slug, unseen
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


def render(
    leaks: Iterable[Leak],
    tests: int,
    blind: Mapping[str, str],
    churns: Sequence[ToldChurn] = (),
    is_broken_off: bool = False,
) -> str:
    """The whole report, what fails first."""
    order = list(LEVELS)
    found = sorted(leaks, key=lambda leak: order.index(leak.verdict))
    counts: Counter[str] = Counter()
    for leak in found:
        counts[leak.verdict] += leak.count
    facts = [f"{counted(tests, 'test')} judged."]
    facts += ["The run broke off before its end."] if is_broken_off else []
    facts += [f"Not watched: {kind} ({reason})." for kind, reason in sorted(blind.items())]
    number = sum(counts[word] for word, level in LEVELS.items() if level in ("error", "warning"))
    grown = sum(churn.grew for churn in churns)
    growths = [counted(grown, "growth")] if grown else []
    return document(
        Page(
            heading=", ".join([counted(number, "leak") if number else "No leaks", *growths]),
            tool=f"pytest-wshygiene {__version__}",
            facts=tuple(facts),
            counts=(
                *((level, counts[word], word) for word, level in LEVELS.items()),
                ("error", grown, "grew"),
                ("note", len(churns) - grown, "steady"),
            ),
            first_column="Verdict",
            cards=(*(card(leak) for leak in found), *(churn_card(churn) for churn in churns)),
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


def churn_card(churn: ToldChurn) -> Card:
    """What a test has measured, with its plot."""
    first, *rest = churn.text.removeprefix("WSH300 growth: ").splitlines()
    plot = b64encode(churn.plot.encode("utf-8", "backslashreplace")).decode()
    # An image has its own styles, and runs nothing.
    image = Element("img", src=f"data:image/svg+xml;base64,{plot}", alt=churn.text)
    return Card(
        code="WSH300",
        name="growth",
        level="error" if churn.grew else "note",
        word="grew" if churn.grew else "grew as expected" if churn.figures.get("growths") else "steady",
        kind="churn",
        place=churn.nodeid.partition("::")[0],
        owner=churn.nodeid,
        summary=first[0].upper() + first[1:],
        rows=(Row("measured", tuple(line.strip() for line in rest)),),
        figures=(Figure(f"Cycle by cycle: {churn.name}", image),),
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
